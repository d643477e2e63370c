package dev.bytestore.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/** A model that records its texts. Each of its calls costs a token. */
final class ScriptedEmbeddingModel implements EmbeddingModel {

  static final String FAILURE = "the call that fails";

  final List<List<String>> asked = new ArrayList<>();

  /** The embedding of a text is its length, and nothing else. */
  Function<String, float[]> vectors = text -> new float[] {text.length(), 0};

  /** The position of the call that fails; negative for none. */
  int failsAt = -1;

  /** The position of the call whose response lacks the last embedding; negative for none. */
  int removesLastAt = -1;

  private List<Embedding> embeddings(Stream<String> given) {
    List<String> texts = given.toList();
    asked.add(texts);
    if (asked.size() - 1 == failsAt) {
      throw new IllegalStateException(FAILURE);
    }
    int size = asked.size() - 1 == removesLastAt ? texts.size() - 1 : texts.size();
    return texts.stream().limit(size).map(vectors).map(Embedding::from).toList();
  }

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    return Response.from(embeddings(segments.stream().map(TextSegment::text)), new TokenUsage(1));
  }

  @Override
  public EmbeddingResponse embed(EmbeddingRequest request) {
    return EmbeddingResponse.builder()
        .embeddings(embeddings(request.inputs().stream().map(EmbeddingInput::text)))
        .modelName(modelName())
        .tokenUsage(new TokenUsage(1))
        .build();
  }

  @Override
  public CompletableFuture<EmbeddingResponse> embedAsync(EmbeddingRequest request) {
    try {
      return CompletableFuture.completedFuture(embed(request));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public String modelName() {
    return "scripted";
  }
}
