package dev.bytestore.internal.langchain;

import dev.bytestore.internal.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that may be incomplete, as LangChain's {@code parse_partial_json} does: it cuts off as
 * much of the end as needed, and closes the open objects and lists.
 *
 * <p>Python tries one position after the other, which takes quadratic time. This class finds the
 * position in one pass. It is the last one at which the same objects and lists are open as at the
 * end of the text and can be closed.
 */
final class PartialJson {

  private PartialJson() {}

  /**
   * Returns the value at the beginning of {@code text}.
   *
   * @throws InvalidException if {@code text} does not begin like JSON; Python finds no value either
   * @throws IllegalArgumentException if the value exceeds a limit of {@link JsonReader}
   */
  static @Nullable Object read(String text) throws InvalidException {
    StringBuilder repaired = new StringBuilder(text.length() + 1);
    String open = repair(text, repaired);
    int end = JsonPrefix.lastThatCloses(repaired, open);
    if (end < 0) {
      throw new InvalidException();
    }
    repaired.setLength(end);
    for (int i = open.length() - 1; i >= 0; i--) {
      repaired.append(open.charAt(i) == '{' ? '}' : ']');
    }
    return JsonReader.read(repaired.toString());
  }

  /**
   * Appends {@code text} to {@code repaired}. Closes the last string, and escapes the control
   * characters in strings, which Python accepts there.
   *
   * @return the brackets that are open at the end of {@code text}
   */
  private static String repair(String text, StringBuilder repaired) throws InvalidException {
    StringBuilder open = new StringBuilder();
    boolean inString = false;
    boolean escaped = false;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (inString) {
        if (unit < ' ' && !escaped) {
          repaired.append(unit < 0x10 ? "\\u000" : "\\u00").append(Integer.toHexString(unit));
          continue;
        }
        inString = unit != '"' || escaped;
        escaped = unit == '\\' && !escaped;
      } else if (unit == '"') {
        inString = true;
      } else if (unit == '{' || unit == '[') {
        open.append(unit);
      } else if (unit == '}' || unit == ']') {
        int last = open.length() - 1;
        if (last < 0 || open.charAt(last) != (unit == '}' ? '{' : '[')) {
          throw new InvalidException();
        }
        open.setLength(last);
      }
      repaired.append(unit);
    }
    if (inString) {
      if (escaped) {
        repaired.setLength(repaired.length() - 1);
      }
      repaired.append('"');
    }
    return open.toString();
  }

  /** Thrown if a text does not begin like JSON. */
  static final class InvalidException extends Exception {

    private static final long serialVersionUID = 1;

    InvalidException() {
      super("the text does not begin like JSON", null, false, false);
    }
  }
}
