package dev.bytestore.cassandra;

import org.jspecify.annotations.Nullable;

/**
 * The prefix of the keys to list.
 *
 * @param text the literal prefix
 * @param end the first string after all strings that start with {@code text}, in Cassandra's order
 *     of text, which is by code point; null if there is none
 */
record KeyPrefix(String text, @Nullable String end) {

  static KeyPrefix of(String text) {
    return new KeyPrefix(text, endOf(text));
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  private static @Nullable String endOf(String text) {
    int length = text.length();
    while (length > 0) {
      int last = text.codePointBefore(length);
      length -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        boolean surrogateNext = last + 1 == Character.MIN_SURROGATE;
        int next = surrogateNext ? Character.MAX_SURROGATE + 1 : last + 1;
        return text.substring(0, length) + Character.toString(next);
      }
    }
    return null;
  }
}
