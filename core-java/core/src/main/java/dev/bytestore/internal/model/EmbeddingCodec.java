package dev.bytestore.internal.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.internal.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads embeddings as Python's {@code CacheBackedEmbeddings} stores them: as a JSON list
 * of numbers.
 */
public final class EmbeddingCodec {

  /** Far more than any model returns. A longer list is not read as an embedding. */
  public static final int MAX_DIMENSION = 65_536;

  /** At least the length of the longest double that Python writes, with its separator. */
  private static final int MAX_BYTES_PER_NUMBER = 32;

  private EmbeddingCodec() {}

  /**
   * Whether {@link #decode} can return {@code embedding}: it is not empty, has at most 65,536
   * numbers, and contains neither NaN nor an infinity.
   */
  public static boolean isUsable(float[] embedding) {
    boolean isUsable = embedding.length > 0 && embedding.length <= MAX_DIMENSION;
    for (int i = 0; isUsable && i < embedding.length; i++) {
      isUsable = Float.isFinite(embedding[i]);
    }
    return isUsable;
  }

  /**
   * Writes numbers that are read as the same floats, here and in Python. They have the digits of
   * {@link Float#toString}, which before Java 19 are not always the fewest, or all digits of the
   * double if these would be read as another float. Python writes the same bytes for a list of
   * these numbers.
   */
  public static byte[] encode(float[] embedding) {
    StringBuilder text = new StringBuilder("[");
    for (float number : embedding) {
      text.append(text.length() == 1 ? "" : ", ").append(spell(number));
    }
    return text.append(']').toString().getBytes(UTF_8);
  }

  private static String spell(float number) {
    String digits = Float.toString(number);
    // Readers parse a double and round it to a float, which must be the same float.
    double read = Double.parseDouble(digits);
    if (Float.compare((float) read, number) != 0) {
      return JsonWriter.write((double) number);
    }
    // Java uses an exponent for more numbers than Python does, and spells it differently.
    return digits.indexOf('E') < 0 ? digits : JsonWriter.write(read);
  }

  /**
   * Reads an embedding; null if {@code text} does not contain one. A text that is too long for an
   * embedding is not parsed, because the store may contain anything.
   */
  public static float @Nullable [] decode(byte @Nullable [] text) {
    if (text == null || text.length > MAX_DIMENSION * MAX_BYTES_PER_NUMBER) {
      return null;
    }
    float[] embedding = JsonReader.readFloats(text, MAX_DIMENSION);
    return embedding == null || !isUsable(embedding) ? null : embedding;
  }
}
