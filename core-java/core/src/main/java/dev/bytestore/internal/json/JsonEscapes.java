package dev.bytestore.internal.json;

/** Escapes of JSON that Jackson reads in another way than Python. */
final class JsonEscapes {

  private JsonEscapes() {}

  /**
   * {@code text} with unpaired surrogates in place of their escapes. Jackson 2.22.4 and newer
   * refuse such an escape in a name, where Python accepts it.
   *
   * @throws IllegalArgumentException if an escape has a digit that is not ASCII: Jackson would
   *     accept it, as it looks at the low byte only
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
        i += 6; // the search goes on behind the pair
      } else {
        replaced.append(text, copied, i).append((char) unit);
        copied = i + 6;
      }
    }
    return copied == 0 ? text : replaced.append(text, copied, text.length()).toString();
  }

  /** The UTF-16 unit that the escape at {@code start} spells, or -1 if there is none. */
  private static int escapedUnit(String text, int start) {
    if (!text.startsWith("\\u", start)) {
      return -1;
    }
    int unit = 0;
    for (int i = start + 2; i < start + 6; i++) {
      char digit = i < text.length() ? text.charAt(i) : ' ';
      if (digit > 0x7f) {
        throw new IllegalArgumentException("an escape with a digit that is not ASCII");
      }
      int value = Character.digit(digit, 16);
      if (value < 0) {
        return -1; // Jackson refuses it.
      }
      unit = 16 * unit + value;
    }
    return unit;
  }
}
