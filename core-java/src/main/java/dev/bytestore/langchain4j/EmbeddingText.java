package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.internal.json.JsonReader;
import dev.langchain4j.data.embedding.Embedding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An embedding as Python's {@code CacheBackedEmbeddings} keeps it: a JSON list of numbers. */
final class EmbeddingText {

  private EmbeddingText() {}

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

  /** The embedding that {@code text} spells, or null if it spells none. */
  static @Nullable Embedding decode(byte @Nullable [] text) {
    if (text == null) {
      return null;
    }
    try {
      if (!(JsonReader.read(text) instanceof List<?> numbers) || numbers.isEmpty()) {
        return null;
      }
      float[] vector = new float[numbers.size()];
      for (int i = 0; i < vector.length; i++) {
        if (!(numbers.get(i) instanceof Number number)) {
          return null;
        }
        vector[i] = number.floatValue();
      }
      return Embedding.from(vector);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
