package dev.bytestore.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The embeddings of one call, as they are found and made. Used by one thread after the other. */
final class EmbeddingBatch {

  /** Of each input, in their order; null for one that has none. */
  private final List<@Nullable String> keys;

  private final Map<String, Embedding> found = new LinkedHashMap<>();
  private final Map<String, Embedding> made = new LinkedHashMap<>();
  private final Map<Integer, Embedding> madeWithoutKey = new LinkedHashMap<>();

  EmbeddingBatch(List<@Nullable String> keys) {
    this.keys = keys;
  }

  /** The keys, each once. */
  List<String> keys() {
    Set<String> distinct = new LinkedHashSet<>();
    for (String key : keys) {
      if (key != null) {
        distinct.add(key);
      }
    }
    return List.copyOf(distinct);
  }

  /** Takes what was kept, by key. */
  void found(Map<String, Embedding> kept) {
    found.putAll(kept);
  }

  boolean isComplete() {
    return missing().isEmpty();
  }

  /** The positions of the inputs that the model has to be asked for, of equal ones the first. */
  List<Integer> missing() {
    List<Integer> missing = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      if (key == null || (!found.containsKey(key) && asked.add(key))) {
        missing.add(i);
      }
    }
    return missing;
  }

  /**
   * Takes what the model gave for {@link #missing()}.
   *
   * @throws IllegalStateException if these are more or fewer, or one of them is null; then nothing
   *     is taken
   */
  void fill(@Nullable List<Embedding> given) {
    List<Embedding> embeddings = Failures.given(given, "a list of embeddings");
    List<Integer> missing = missing();
    if (embeddings.size() != missing.size()) {
      throw new IllegalStateException(
          "the model gave %d embeddings for %d texts".formatted(embeddings.size(), missing.size()));
    }
    for (Embedding embedding : embeddings) {
      var unused = Failures.given(embedding, "an embedding");
    }
    for (int i = 0; i < embeddings.size(); i++) {
      Embedding embedding = Failures.given(embeddings.get(i), "an embedding");
      String key = keys.get(missing.get(i));
      if (key == null) {
        madeWithoutKey.put(missing.get(i), embedding);
      } else {
        made.put(key, embedding);
      }
    }
  }

  /** What the model gave and has a key. */
  Map<String, Embedding> made() {
    return made;
  }

  /** All embeddings in the order of the inputs. Each is its own: an embedding can be changed. */
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

  /** What is missing of {@code request}. */
  EmbeddingRequest missing(EmbeddingRequest request) {
    return EmbeddingRequest.builder()
        .inputs(missing().stream().map(request.inputs()::get).toList())
        .parameters(request.parameters())
        .build();
  }

  /** All embeddings, where the model gave {@code asked} for those that were missing. */
  EmbeddingResponse whole(EmbeddingResponse asked) {
    return EmbeddingResponse.builder().embeddings(embeddings()).metadata(asked.metadata()).build();
  }
}
