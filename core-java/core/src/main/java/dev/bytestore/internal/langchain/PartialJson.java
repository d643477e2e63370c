package dev.bytestore.internal.langchain;

import dev.bytestore.internal.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that may end too early, as LangChain's {@code parse_partial_json} does: what is open
 * at the end is closed, and as much is cut off the end as is needed to make that JSON.
 *
 * <p>Python tries one cut after the other, which takes quadratic time. Here one pass finds the last
 * position at which the text may be cut: the text before it is the beginning of JSON, the same
 * objects and lists are open there as at the end, and they may be closed there.
 */
final class PartialJson {

  private PartialJson() {}

  /**
   * The value that {@code text} begins to spell.
   *
   * @throws InvalidException if Python finds none either
   * @throws IllegalArgumentException if it is beyond the limits of {@link JsonReader}
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
   * Appends {@code text} to {@code repaired}, with its last string closed and with the control
   * characters that Python lets pass in strings escaped.
   *
   * @return the brackets that are open at its end
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

  /** Thrown if the text is not the beginning of JSON. */
  static final class InvalidException extends Exception {

    private static final long serialVersionUID = 1;

    InvalidException() {
      super("not the beginning of JSON", null, false, false);
    }
  }
}
