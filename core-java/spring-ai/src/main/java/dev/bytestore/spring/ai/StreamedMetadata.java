package dev.bytestore.spring.ai;

import dev.bytestore.internal.model.NotCacheableException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Joins the metadata of the chunks of a stream. Most entries are the same in each chunk. The finish
 * reason is in the last chunk. Reasoning is in pieces, or grows from chunk to chunk, depending on
 * the version of Spring AI.
 */
final class StreamedMetadata {

  private static final Set<String> LAST_WINS = Set.of("finishReason", "finish_reason");
  private static final Set<String> JOINED = Set.of("reasoningContent", "thinking");

  private final boolean isInEachChunk;
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
  private final Map<String, JoinedText> joined = new HashMap<>();
  private @Nullable Set<String> names;

  /**
   * @param isInEachChunk whether each chunk must have the same entries. Then a chunk with other
   *     entries than the others is another kind of content, which cannot be joined with them
   */
  StreamedMetadata(boolean isInEachChunk) {
    this.isInEachChunk = isInEachChunk;
  }

  /**
   * Adds the metadata of a chunk.
   *
   * @throws NotCacheableException if it contradicts the chunks before
   */
  void add(Map<String, ? extends @Nullable Object> metadata) {
    requireSameNames(metadata.keySet());
    metadata.forEach(
        (name, value) -> {
          if (JOINED.contains(name) && value instanceof String text) {
            joined.computeIfAbsent(name, absent -> new JoinedText()).add(text);
          } else if (LAST_WINS.contains(name)) {
            requireText(value);
            if (value != null && !value.toString().isBlank()) {
              values.put(name, value);
            } else {
              values.putIfAbsent(name, value);
            }
          } else {
            requireEqual(name, value);
          }
        });
  }

  /** Gemini's client makes such an object in each chunk, also if the server sent no reason. */
  private static void requireText(@Nullable Object reason) {
    if (reason != null && !(reason instanceof String) && !(reason instanceof Enum<?>)) {
      throw new NotCacheableException("a stream whose finish reasons are objects");
    }
  }

  private void requireSameNames(Set<String> given) {
    Set<String> own = new HashSet<>(given);
    own.removeAll(LAST_WINS);
    own.removeAll(JOINED);
    if (isInEachChunk && names != null && !names.equals(own)) {
      throw new NotCacheableException("a stream whose chunks have different metadata");
    }
    names = own;
  }

  private void requireEqual(String name, @Nullable Object value) {
    if (!values.containsKey(name)) {
      values.put(name, value);
    } else if (value == null ? values.get(name) != null : !value.equals(values.get(name))) {
      throw new NotCacheableException(
          "a stream whose chunks have different values in their metadata");
    }
  }

  /** The metadata of the whole response. */
  Map<String, @Nullable Object> whole() {
    Map<String, @Nullable Object> whole = new LinkedHashMap<>(values);
    joined.forEach((name, text) -> whole.put(name, text.whole()));
    return whole;
  }
}
