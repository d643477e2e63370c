package dev.bytestore.internal.json;

import static dev.bytestore.internal.json.JsonValues.refusal;

import dev.bytestore.PythonRepr;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of {@link JsonValues} as the {@code repr} of CPython 3.11 spells them. Other versions of
 * Python differ only in which {@linkplain PrintableCharacters characters} they escape.
 */
public final class PythonText {

  /** How Python compares strings; {@link String#compareTo} puts U+E000 after U+10000. */
  public static final Comparator<String> BY_CODE_POINT =
      (left, right) -> Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());

  private PythonText() {}

  /** The text of {@code value}, a list as {@code [..]} and a map as {@code {..}}. */
  public static String repr(@Nullable Object value) {
    return repr(value, "value");
  }

  /**
   * As {@link #repr(Object)}, for a value that is not checked yet and may hold a {@link
   * PythonRepr}.
   *
   * @param field how messages name the value
   * @throws IllegalArgumentException if it holds anything else that is no value of JSON
   */
  public static String repr(@Nullable Object value, String field) {
    StringBuilder out = new StringBuilder();
    append(value, field, JsonValues.MAX_DEPTH, out);
    return out.toString();
  }

  private static void append(@Nullable Object value, String field, int depth, StringBuilder out) {
    if (value == null) {
      out.append("None");
    } else if (value instanceof Boolean truth) {
      out.append(truth ? "True" : "False");
    } else if (value instanceof Number) {
      Object number = JsonValues.copyOf(value, field);
      out.append(number instanceof Double decimal ? PythonFloat.repr(decimal) : number);
    } else if (value instanceof String text) {
      append(text, out);
    } else if (value instanceof PythonRepr repr) {
      out.append(repr.text());
    } else if (value instanceof List<?> list && depth > 0) {
      String separator = "[";
      for (Object element : list) {
        out.append(separator);
        append(element, field, depth - 1, out);
        separator = ", ";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof Map<?, ?> map && depth > 0) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String key)) {
          throw refusal(field, "has a key that is not a string");
        }
        out.append(separator);
        append(key, out);
        out.append(": ");
        append(entry.getValue(), field, depth - 1, out);
        separator = ", ";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List || value instanceof Map) {
      throw refusal(field, "nested more than %d levels deep".formatted(JsonValues.MAX_DEPTH));
    } else {
      throw refusal(field, value.getClass().getName() + " is not a type of JSON");
    }
  }

  private static void append(String text, StringBuilder out) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints().forEach(point -> append(point, quote, out));
    out.append(quote);
  }

  private static void append(int point, char quote, StringBuilder out) {
    switch (point) {
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      default -> {
        if (point == quote || point == '\\') {
          out.append('\\').append((char) point);
        } else if (PrintableCharacters.contains(point)) {
          out.appendCodePoint(point);
        } else if (point <= 0xff) {
          out.append("\\x%02x".formatted(point));
        } else if (point <= 0xffff) {
          out.append("\\u%04x".formatted(point));
        } else {
          out.append("\\U%08x".formatted(point));
        }
      }
    }
  }
}
