package dev.bytestore.internal.json;

import static dev.bytestore.internal.json.JsonValues.refusal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Formats the values of {@link JsonValues} as {@code repr} of CPython 3.11 does. Other versions of
 * Python differ only in the {@linkplain PrintableCharacters characters} that they escape.
 */
public final class PythonText {

  /** Python's order of strings. {@link String#compareTo} differs: it puts U+E000 after U+10000. */
  public static final Comparator<String> BY_CODE_POINT =
      (left, right) -> Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());

  private final String field;
  private final Function<Object, @Nullable String> others;
  private final StringBuilder out = new StringBuilder();

  private PythonText(String field, Function<Object, @Nullable String> others) {
    this.field = field;
    this.others = others;
  }

  /** Returns the text of {@code value}. A list becomes {@code [..]} and a map {@code {..}}. */
  public static String repr(@Nullable Object value) {
    return repr(value, "value", other -> null);
  }

  /**
   * As {@link #repr(Object)}, for a value that is not checked yet and may contain objects that are
   * not JSON values.
   *
   * @param field the name of the value in messages
   * @param others returns the text of such an object, or null to refuse it
   * @throws IllegalArgumentException if the value contains an object that is refused, or is nested
   *     too deep
   */
  public static String repr(
      @Nullable Object value, String field, Function<Object, @Nullable String> others) {
    PythonText text = new PythonText(field, others);
    text.append(value, JsonValues.MAX_DEPTH);
    return text.out.toString();
  }

  private void append(@Nullable Object value, int depth) {
    if (value == null) {
      out.append("None");
    } else if (value instanceof Boolean truth) {
      out.append(truth ? "True" : "False");
    } else if (value instanceof Number) {
      Object number = JsonValues.copyOf(value, field);
      out.append(number instanceof Double decimal ? PythonFloat.repr(decimal) : number);
    } else if (value instanceof String text) {
      append(text);
    } else if (value instanceof List<?> list && depth > 0) {
      String separator = "[";
      for (Object element : list) {
        out.append(separator);
        append(element, depth - 1);
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
        append(key);
        out.append(": ");
        append(entry.getValue(), depth - 1);
        separator = ", ";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List || value instanceof Map) {
      throw refusal(field, "nested more than %d levels deep".formatted(JsonValues.MAX_DEPTH));
    } else {
      String text = others.apply(value);
      if (text == null) {
        throw refusal(field, value.getClass().getName() + " is not a JSON type");
      }
      out.append(text);
    }
  }

  private void append(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints().forEach(point -> append(point, quote));
    out.append(quote);
  }

  private void append(int point, char quote) {
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
