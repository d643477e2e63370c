package dev.bytestore.langchain4j;

import dev.bytestore.internal.model.EmbeddingBatch;
import dev.bytestore.internal.model.ModelResults;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Joins the responses of a model for the parts of one batch. */
final class EmbeddingResponses {

  private @Nullable EmbeddingResponseMetadata metadata;

  /** Adds the metadata of {@code response}, and returns its embeddings. */
  List<float[]> add(@Nullable EmbeddingResponse response, int inputs) {
    EmbeddingResponse given = ModelResults.requireNonNull(response, "a response");
    List<float[]> embeddings = vectors(given.embeddings(), inputs);
    EmbeddingResponseMetadata added = given.metadata();
    if (metadata == null || added == null) {
      metadata = metadata == null ? added : metadata;
    } else {
      metadata =
          EmbeddingResponseMetadata.builder()
              .modelName(added.modelName())
              .tokenUsage(TokenUsage.sum(metadata.tokenUsage(), added.tokenUsage()))
              .build();
    }
    return embeddings;
  }

  /** All embeddings of {@code batch}, with the metadata of the model's responses. */
  EmbeddingResponse whole(EmbeddingBatch batch) {
    return EmbeddingResponse.builder().embeddings(embeddings(batch)).metadata(metadata).build();
  }

  /**
   * Returns the vectors of {@code given}, which a model returned for {@code inputs} inputs.
   *
   * @throws IllegalStateException if {@code given} or one of its elements is null, or if it has
   *     more or fewer elements than there are inputs
   */
  static List<float[]> vectors(@Nullable List<Embedding> given, int inputs) {
    return ModelResults.<Embedding>requireEmbeddings(given, inputs).stream()
        .map(Embedding::vector)
        .toList();
  }

  /** All embeddings in the order of the inputs. */
  static List<Embedding> embeddings(EmbeddingBatch batch) {
    return batch.embeddings().stream().map(Embedding::from).toList();
  }
}
