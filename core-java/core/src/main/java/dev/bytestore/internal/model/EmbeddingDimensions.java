package dev.bytestore.internal.model;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The dimensions of a model's embeddings, as far as they are known without calling the model. */
public final class EmbeddingDimensions {

  /** The most prefixes that are remembered. A program has one or two. */
  private static final int MAX_SEEN = 1_000;

  /** The dimensions, by the prefix of the keys. */
  private final Map<String, Integer> seen = new ConcurrentHashMap<>();

  EmbeddingDimensions() {}

  /** Remembers the dimension that the model returned for keys that start with {@code prefix}. */
  void rememberReturned(String prefix, int dimension) {
    if (seen.size() < MAX_SEEN || seen.containsKey(prefix)) {
      seen.put(prefix, dimension);
    }
  }

  /** Remembers the dimension that the model declares, unless embeddings were returned. */
  public void rememberDeclared(String prefix, int dimension) {
    if (dimension > 0 && seen.size() < MAX_SEEN) {
      seen.putIfAbsent(prefix, dimension);
    }
  }

  /** The dimension of embeddings whose keys start with {@code prefix}; null if none was seen. */
  public @Nullable Integer of(String prefix) {
    return seen.get(prefix);
  }
}
