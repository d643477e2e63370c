package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.internal.json.JsonReader;
import dev.langchain4j.data.embedding.Embedding;
import org.jspecify.annotations.Nullable;

/** An embedding as Python's {@code CacheBackedEmbeddings} keeps it: a JSON list of numbers. */
final class EmbeddingText {

  /** Far more than any model gives, so what has more is none of ours and is not read. */
  static final int MOST_NUMBERS = 65_536;

  /** Of the longest double that Python writes, with what stands between two of them. */
  private static final int MOST_BYTES_OF_A_NUMBER = 32;

  private EmbeddingText() {}

  /**
   * Whether {@link #decode} can return {@code embedding}: it is not empty, has at most 65,536
   * numbers, and contains neither NaN nor an infinity.
   */
  static boolean isUsable(Embedding embedding) {
    return isUsable(embedding.vector());
  }

  private static boolean isUsable(float[] vector) {
    boolean isUsable = vector.length > 0 && vector.length <= MOST_NUMBERS;
    for (int i = 0; isUsable && i < vector.length; i++) {
      isUsable = Float.isFinite(vector[i]);
    }
    return isUsable;
  }

  /** The shortest numbers that read back as the same floats, here and in Python. */
  static byte[] encode(Embedding embedding) {
    StringBuilder text = new StringBuilder("[");
    for (float number : embedding.vector()) {
      text.append(text.length() == 1 ? "" : ", ").append(spell(number));
    }
    return text.append(']').toString().getBytes(UTF_8);
  }

  private static String spell(float number) {
    String digits = Float.toString(number);
    // Readers go by way of the nearest double, which must not end up at a neighbour.
    return Float.compare((float) Double.parseDouble(digits), number) == 0
        ? digits
        : Double.toString(number);
  }

  /**
   * The embedding that {@code text} spells, or null if it spells none. What is too long to be one
   * is not parsed: anything may stand in a store.
   */
  static @Nullable Embedding decode(byte @Nullable [] text) {
    if (text == null || text.length > MOST_NUMBERS * MOST_BYTES_OF_A_NUMBER) {
      return null;
    }
    float[] vector = JsonReader.readFloats(text, MOST_NUMBERS);
    return vector == null || !isUsable(vector) ? null : Embedding.from(vector);
  }
}
