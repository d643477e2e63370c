package dev.bytestore.internal.json;

/** Replaces escapes in JSON that Jackson does not read as Python does. */
final class JsonEscapes {

  private JsonEscapes() {}

  /**
   * Returns {@code text} with each escape of an unpaired surrogate replaced by the surrogate.
   * Jackson 2.22.4 and newer refuse such an escape in a name, but Python accepts it.
   *
   * @throws IllegalArgumentException if an escape has a digit that is not ASCII. Jackson would
   *     accept it, because it only looks at the low byte
   */
  static String withoutUnpaired(String text) {
    StringBuilder replaced = new StringBuilder();
    int copied = 0;
    for (int i = text.indexOf('\\'); i >= 0; i = text.indexOf('\\', i + 2)) {
      int unit = escapedUnit(text, i);
      if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
        continue;
      }
      int next = Character.isHighSurrogate((char) unit) ? escapedUnit(text, i + 6) : -1;
      if (next >= Character.MIN_LOW_SURROGATE && next <= Character.MAX_LOW_SURROGATE) {
        i += 6; // the search continues after the pair
      } else {
        replaced.append(text, copied, i).append((char) unit);
        copied = i + 6;
      }
    }
    return copied == 0 ? text : replaced.append(text, copied, text.length()).toString();
  }

  /** Returns the UTF-16 unit of the escape at {@code start}, or -1 if there is no such escape. */
  private static int escapedUnit(String text, int start) {
    if (!text.startsWith("\\u", start)) {
      return -1;
    }
    int unit = 0;
    for (int i = start + 2; i < start + 6; i++) {
      char digit = i < text.length() ? text.charAt(i) : ' ';
      if (digit > 0x7f) {
        throw new IllegalArgumentException("not JSON: an escape has a digit that is not ASCII");
      }
      int value = Character.digit(digit, 16);
      if (value < 0) {
        return -1; // Jackson will refuse it
      }
      unit = 16 * unit + value;
    }
    return unit;
  }
}
