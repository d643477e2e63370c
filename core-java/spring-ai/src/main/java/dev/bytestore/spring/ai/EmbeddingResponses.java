package dev.bytestore.spring.ai;

import dev.bytestore.internal.model.EmbeddingBatch;
import dev.bytestore.internal.model.ModelResults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/** Joins the responses of a model for the parts of one batch. */
final class EmbeddingResponses {

  private final Map<String, Object> entries = new LinkedHashMap<>();
  private @Nullable String model;
  private int promptTokens;
  private int completionTokens;
  private int totalTokens;

  /** Adds the metadata of {@code response}, and returns its embeddings. */
  List<float[]> add(@Nullable EmbeddingResponse response, int inputs) {
    EmbeddingResponse given = ModelResults.requireNonNull(response, "a response");
    List<float[]> vectors = new ArrayList<>();
    for (Embedding embedding :
        ModelResults.<Embedding>requireEmbeddings(given.getResults(), inputs)) {
      vectors.add(ModelResults.requireNonNull(embedding.getOutput(), "an embedding"));
    }
    EmbeddingResponseMetadata metadata = given.getMetadata();
    if (metadata != null) {
      model = metadata.getModel();
      metadata.entrySet().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
      add(metadata.getUsage());
    }
    return vectors;
  }

  private void add(@Nullable Usage usage) {
    if (usage != null) {
      promptTokens += orZero(usage.getPromptTokens());
      completionTokens += orZero(usage.getCompletionTokens());
      totalTokens += orZero(usage.getTotalTokens());
    }
  }

  private static int orZero(@Nullable Integer tokens) {
    return tokens == null ? 0 : tokens;
  }

  /** All embeddings of {@code batch}, with the metadata of the model's responses. */
  EmbeddingResponse whole(EmbeddingBatch batch, @Nullable EmbeddingOptions options) {
    List<Embedding> embeddings = new ArrayList<>();
    for (float[] vector : batch.embeddings()) {
      embeddings.add(new Embedding(vector, embeddings.size()));
    }
    String asked = options == null ? null : options.getModel();
    String name = model == null ? asked : model;
    return new EmbeddingResponse(
        embeddings,
        new EmbeddingResponseMetadata(
            name == null ? "" : name,
            new DefaultUsage(promptTokens, completionTokens, totalTokens),
            entries));
  }
}
