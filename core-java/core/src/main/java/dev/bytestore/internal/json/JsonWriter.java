package dev.bytestore.internal.json;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of {@link JsonValues} as Python's {@code json.dumps} does: with the separators
 * {@code ", "} and {@code ": "}, ASCII only, floats as in {@code repr}, and NaN and the infinities
 * as words without quotes.
 */
public final class JsonWriter {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out = new StringBuilder();
  private final boolean sortKeys;

  /** An escape of a character, used again for the next one. */
  private final char[] unicode = {'\\', 'u', 0, 0, 0, 0};

  private JsonWriter(boolean sortKeys) {
    this.sortKeys = sortKeys;
  }

  /** Returns the JSON text of {@code value}. */
  public static String write(@Nullable Object value) {
    JsonWriter writer = new JsonWriter(false);
    writer.value(value);
    return writer.out.toString();
  }

  /** Returns the JSON text of {@code value}, with the keys of each object sorted by code points. */
  public static String writeSorted(@Nullable Object value) {
    JsonWriter writer = new JsonWriter(true);
    writer.value(value);
    return writer.out.toString();
  }

  private void value(@Nullable Object value) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof String text) {
      string(text);
    } else if (value instanceof Boolean || value instanceof Long || value instanceof BigInteger) {
      out.append(value);
    } else if (value instanceof Double number) {
      out.append(number(number));
    } else if (value instanceof Map<?, ?> map) {
      object(map);
    } else if (value instanceof List<?> list) {
      array(list);
    } else {
      throw new IllegalArgumentException(value.getClass().getName() + " is not a JSON type");
    }
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return PythonFloat.repr(number);
  }

  private void object(Map<?, ?> map) {
    Map<?, ?> ordered = map;
    if (sortKeys) {
      Map<String, @Nullable Object> sorted = new TreeMap<>(PythonText.BY_CODE_POINT);
      map.forEach((key, value) -> sorted.put((String) key, value));
      ordered = sorted;
    }
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : ordered.entrySet()) {
      out.append(separator);
      string((String) entry.getKey());
      out.append(": ");
      value(entry.getValue());
      separator = ", ";
    }
    out.append('}');
  }

  private void array(List<?> list) {
    out.append('[');
    for (Iterator<?> elements = list.iterator(); elements.hasNext(); ) {
      value(elements.next());
      if (elements.hasNext()) {
        out.append(", ");
      }
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"');
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit >= ' ' && unit < 0x7f && unit != '"' && unit != '\\') {
        continue;
      }
      if (copied < i) {
        out.append(text.substring(copied, i)); // twice as fast as one character after the other
      }
      escape(unit);
      copied = i + 1;
    }
    out.append(copied == 0 ? text : text.substring(copied)).append('"');
  }

  private void escape(char unit) {
    switch (unit) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        for (int digit = 0; digit < 4; digit++) {
          unicode[2 + digit] = HEX[(unit >> (12 - 4 * digit)) & 0xf];
        }
        out.append(unicode);
      }
    }
  }
}
