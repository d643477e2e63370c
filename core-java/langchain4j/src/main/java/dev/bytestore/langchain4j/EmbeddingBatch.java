package dev.bytestore.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the embeddings of one call: those found in the store, and those returned by the model.
 * Not thread-safe, but one thread after the other may use it.
 */
final class EmbeddingBatch {

  private final @Nullable EmbeddingSpace space;

  /** The keys of the inputs, in their order; null for an input that has no key. */
  private final List<@Nullable String> keys;

  private final Map<String, Embedding> found = new LinkedHashMap<>();
  private final Map<String, Embedding> made = new LinkedHashMap<>();
  private final Map<Integer, Embedding> madeWithoutKey = new LinkedHashMap<>();
  private @Nullable EmbeddingResponseMetadata metadata;

  /**
   * @param space null if no input has a key
   */
  EmbeddingBatch(@Nullable EmbeddingSpace space, List<@Nullable String> keys) {
    this.space = space;
    this.keys = keys;
  }

  @Nullable EmbeddingSpace space() {
    return space;
  }

  /** The distinct keys. */
  List<String> keys() {
    Set<String> distinct = new LinkedHashSet<>();
    for (String key : keys) {
      if (key != null) {
        distinct.add(key);
      }
    }
    return List.copyOf(distinct);
  }

  /**
   * Adds stored embeddings, by key, except those with another dimension than the model's. If that
   * is not known and the stored embeddings have different dimensions, none of them is added.
   */
  void found(Map<String, Embedding> stored) {
    Integer known = space == null ? null : space.dimension();
    Integer dimension = known == null ? common(stored.values()) : known;
    stored.forEach(
        (key, embedding) -> {
          if (dimension != null && embedding.vector().length == dimension) {
            found.put(key, embedding);
          }
        });
  }

  /** The dimension of all usable {@code embeddings}; null if there are none, or if they differ. */
  private static @Nullable Integer common(Collection<Embedding> embeddings) {
    Integer common = null;
    for (Embedding embedding : embeddings) {
      int dimension = embedding.vector().length;
      if (EmbeddingCodec.isUsable(embedding)) {
        if (common != null && common != dimension) {
          return null;
        }
        common = dimension;
      }
    }
    return common;
  }

  boolean isComplete() {
    return missing().isEmpty();
  }

  /** The positions of the inputs without an embedding; of equal inputs, only the first. */
  List<Integer> missing() {
    List<Integer> missing = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      boolean isThere =
          key == null
              ? madeWithoutKey.containsKey(i)
              : found.containsKey(key) || made.containsKey(key);
      if (!isThere && (key == null || asked.add(key))) {
        missing.add(i);
      }
    }
    return missing;
  }

  /** Like {@link #fill(List)}, and adds the metadata of the response. */
  void fill(EmbeddingResponse response) {
    fill(response.embeddings());
    EmbeddingResponseMetadata given = response.metadata();
    if (metadata == null || given == null) {
      metadata = metadata == null ? given : metadata;
    } else {
      metadata = sum(metadata, given);
    }
  }

  private static EmbeddingResponseMetadata sum(
      EmbeddingResponseMetadata one, EmbeddingResponseMetadata other) {
    return EmbeddingResponseMetadata.builder()
        .modelName(other.modelName())
        .tokenUsage(TokenUsage.sum(one.tokenUsage(), other.tokenUsage()))
        .build();
  }

  /**
   * Adds the embeddings that the model returned for {@link #missing()}. Stored embeddings with
   * another dimension are then dropped, so the model has to be called once more.
   *
   * @throws IllegalStateException if there are more or fewer embeddings than inputs, or if one of
   *     them is null; then nothing is added
   */
  void fill(@Nullable List<Embedding> given) {
    List<Embedding> embeddings = Failures.requireNonNullFromModel(given, "a list of embeddings");
    List<Integer> missing = missing();
    if (embeddings.size() != missing.size()) {
      throw new IllegalStateException(
          "the model returned %d embeddings for %d inputs"
              .formatted(embeddings.size(), missing.size()));
    }
    for (Embedding embedding : embeddings) {
      var unused = Failures.requireNonNullFromModel(embedding, "an embedding");
    }
    for (int i = 0; i < embeddings.size(); i++) {
      Embedding embedding = Failures.requireNonNullFromModel(embeddings.get(i), "an embedding");
      String key = keys.get(missing.get(i));
      if (key == null) {
        madeWithoutKey.put(missing.get(i), embedding);
      } else {
        made.put(key, embedding);
      }
    }
    Integer dimension = madeDimension();
    if (dimension != null) {
      found.values().removeIf(embedding -> embedding.vector().length != dimension);
    }
  }

  /** The dimension of the model's embeddings; null if they differ, or if none is usable. */
  @Nullable Integer madeDimension() {
    List<Embedding> all = new ArrayList<>(made.values());
    all.addAll(madeWithoutKey.values());
    return common(all);
  }

  /** The embeddings that the model returned, by key. */
  Map<String, Embedding> made() {
    return made;
  }

  /** All embeddings in the order of the inputs. They are copies, because embeddings are mutable. */
  List<Embedding> embeddings() {
    List<Embedding> all = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      Embedding embedding =
          key == null ? madeWithoutKey.get(i) : made.getOrDefault(key, found.get(key));
      all.add(Embedding.from(Objects.requireNonNull(embedding).vector().clone()));
    }
    return all;
  }

  /** A request for the missing embeddings of {@code request}. */
  EmbeddingRequest missing(EmbeddingRequest request) {
    return EmbeddingRequest.builder()
        .inputs(missing().stream().map(request.inputs()::get).toList())
        .parameters(request.parameters())
        .build();
  }

  /** All embeddings, with the metadata of the model's responses. */
  EmbeddingResponse whole() {
    return EmbeddingResponse.builder().embeddings(embeddings()).metadata(metadata).build();
  }
}
