package dev.bytestore.internal.model;

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
public final class EmbeddingBatch {

  private final @Nullable EmbeddingSpace space;

  /** The keys of the inputs, in their order; null for an input that has no key. */
  private final List<@Nullable String> keys;

  private final Map<String, float[]> found = new LinkedHashMap<>();
  private final Map<String, float[]> made = new LinkedHashMap<>();
  private final Map<Integer, float[]> madeWithoutKey = new LinkedHashMap<>();
  private Map<String, float[]> unstored = new LinkedHashMap<>();

  /** The dimension of the model's embeddings so far; null if none of them is usable. */
  private @Nullable Integer madeDimension;

  private boolean madeDiffers;

  /**
   * The positions of the inputs that have no stored embedding; of equal inputs, only the first.
   * They are not computed again for each call of the model, because there may be many calls.
   */
  private List<Integer> missing = List.of();

  /** The number of leading positions in {@link #missing} that have an embedding by now. */
  private int filled;

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
  public List<String> keys() {
    Set<String> distinct = new LinkedHashSet<>();
    for (String key : keys) {
      if (key != null) {
        distinct.add(key);
      }
    }
    return List.copyOf(distinct);
  }

  /**
   * Adds the stored embeddings, by key, except those with another dimension than the model's. If
   * that is not known and the stored embeddings have different dimensions, none of them is added.
   */
  public void found(Map<String, float[]> stored) {
    Integer known = space == null ? null : space.dimension();
    Integer dimension = known == null ? common(stored.values()) : known;
    stored.forEach(
        (key, embedding) -> {
          if (dimension != null && embedding.length == dimension) {
            found.put(key, embedding);
          }
        });
    computeMissing();
  }

  /** The dimension of all usable {@code embeddings}; null if there are none, or if they differ. */
  private static @Nullable Integer common(Collection<float[]> embeddings) {
    Integer common = null;
    for (float[] embedding : embeddings) {
      int dimension = embedding.length;
      if (EmbeddingCodec.isUsable(embedding)) {
        if (common != null && common != dimension) {
          return null;
        }
        common = dimension;
      }
    }
    return common;
  }

  public boolean isComplete() {
    return filled == missing.size();
  }

  /** The positions of the next {@code size} inputs without an embedding, or of all if fewer. */
  public List<Integer> missing(int size) {
    int end = filled + Math.min(size, missing.size() - filled);
    return List.copyOf(missing.subList(filled, end));
  }

  private void computeMissing() {
    List<Integer> positions = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      boolean isThere =
          key == null
              ? madeWithoutKey.containsKey(i)
              : found.containsKey(key) || made.containsKey(key);
      if (!isThere && (key == null || asked.add(key))) {
        positions.add(i);
      }
    }
    missing = positions;
    filled = 0;
  }

  /**
   * Adds the embeddings that the model returned for {@code positions}, which must be the result of
   * {@link #missing(int)}. Stored embeddings with another dimension are then dropped, so the model
   * has to be called for them too.
   *
   * @throws IllegalStateException if there are more or fewer embeddings than positions, or if one
   *     of them is null; then nothing is added
   */
  public void fill(List<Integer> positions, @Nullable List<? extends float @Nullable []> given) {
    List<float[]> embeddings = ModelResults.requireEmbeddings(given, positions.size());
    for (int i = 0; i < embeddings.size(); i++) {
      float[] embedding = embeddings.get(i);
      String key = keys.get(positions.get(i));
      if (key == null) {
        madeWithoutKey.put(positions.get(i), embedding);
      } else {
        made.put(key, embedding);
        unstored.put(key, embedding);
      }
    }
    filled += positions.size();
    dropOtherDimensions(embeddings);
  }

  private void dropOtherDimensions(List<float[]> added) {
    boolean wasKnown = madeDimension != null;
    for (float[] embedding : added) {
      if (EmbeddingCodec.isUsable(embedding)) {
        int dimension = embedding.length;
        madeDiffers |= madeDimension != null && madeDimension != dimension;
        madeDimension = dimension;
      }
    }
    Integer dimension = madeDimension();
    if (!wasKnown
        && dimension != null
        && found.values().removeIf(embedding -> embedding.length != dimension)) {
      computeMissing();
    }
  }

  /** The dimension of the model's embeddings; null if they differ, or if none is usable. */
  @Nullable Integer madeDimension() {
    return madeDiffers ? null : madeDimension;
  }

  /** The embeddings, by key, that the model returned since this was last called. */
  Map<String, float[]> takeUnstored() {
    Map<String, float[]> taken = unstored;
    unstored = new LinkedHashMap<>();
    return taken;
  }

  /** All embeddings in the order of the inputs. They are copies, because arrays are mutable. */
  public List<float[]> embeddings() {
    List<float[]> all = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      float[] embedding =
          key == null ? madeWithoutKey.get(i) : made.getOrDefault(key, found.get(key));
      all.add(Objects.requireNonNull(embedding).clone());
    }
    return all;
  }
}
