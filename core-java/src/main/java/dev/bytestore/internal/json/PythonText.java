package dev.bytestore.internal.json;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of {@link JsonValues} as Python's {@code repr} spells them.
 *
 * <p>Which characters count as printable follows the Unicode tables of this JVM, as it follows
 * those of the interpreter in Python: a character that only one of the two knows is escaped by the
 * other.
 */
public final class PythonText {

  /** How Python compares strings; {@link String#compareTo} puts U+E000 after U+10000. */
  public static final Comparator<String> BY_CODE_POINT =
      (left, right) -> Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());

  private PythonText() {}

  /** The text of {@code value}, a list as {@code [..]} and a map as {@code {..}}. */
  public static String repr(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    append(value, out);
    return out.toString();
  }

  private static void append(@Nullable Object value, StringBuilder out) {
    if (value == null) {
      out.append("None");
    } else if (value instanceof Boolean truth) {
      out.append(truth ? "True" : "False");
    } else if (value instanceof Long || value instanceof BigInteger) {
      out.append(value);
    } else if (value instanceof Double number) {
      out.append(PythonFloat.repr(number));
    } else if (value instanceof String text) {
      append(text, out);
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object element : list) {
        out.append(separator);
        append(element, out);
        separator = ", ";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        append(entry.getKey(), out);
        out.append(": ");
        append(entry.getValue(), out);
        separator = ", ";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else {
      throw new IllegalArgumentException(value.getClass().getName() + " is not a type of JSON");
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
        } else if (isPrintable(point)) {
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

  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
