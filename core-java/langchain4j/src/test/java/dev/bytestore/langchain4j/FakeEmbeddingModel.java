package dev.bytestore.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.DefaultEmbeddingRequestParameters;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A model that records its texts. The embedding of a text is its length. */
final class FakeEmbeddingModel implements EmbeddingModel {

  final List<List<String>> asked = new ArrayList<>();
  List<EmbeddingModelListener> listeners = List.of();
  EmbeddingRequestParameters defaults = EmbeddingRequestParameters.EMPTY;
  String name = "fake-embedding-1";
  RuntimeException failure;

  @Override
  public EmbeddingResponse doEmbed(EmbeddingRequest request) {
    asked.add(request.inputs().stream().map(EmbeddingInput::text).toList());
    if (failure != null) {
      throw failure;
    }
    Integer dimensions = request.dimensions();
    List<Embedding> embeddings = new ArrayList<>();
    for (EmbeddingInput input : request.inputs()) {
      float[] vector = new float[dimensions == null ? 2 : dimensions];
      vector[0] = input.text().length();
      embeddings.add(Embedding.from(vector));
    }
    return EmbeddingResponse.builder()
        .embeddings(embeddings)
        .modelName(name)
        .tokenUsage(new TokenUsage(5))
        .build();
  }

  @Override
  public CompletableFuture<EmbeddingResponse> doEmbedAsync(EmbeddingRequest request) {
    return CompletableFuture.supplyAsync(() -> doEmbed(request));
  }

  @Override
  public EmbeddingRequestParameters defaultRequestParameters() {
    return defaults;
  }

  @Override
  public Set<EmbeddingParameter<?>> supportedParameters() {
    return Set.of(
        EmbeddingRequestParameters.DIMENSIONS,
        EmbeddingRequestParameters.INPUT_TYPE,
        EmbeddingRequestParameters.MODEL_NAME);
  }

  @Override
  public List<EmbeddingModelListener> listeners() {
    return listeners;
  }

  @Override
  public int dimension() {
    return 2;
  }

  @Override
  public String modelName() {
    return name;
  }

  static DefaultEmbeddingRequestParameters.Builder<?> parameters() {
    return EmbeddingRequestParameters.builder();
  }
}
