package dev.bytestore.astra;

import java.util.Base64;

/**
 * Reads base64 as Python does: what is not of the alphabet, such as a line break, is left out, and
 * what follows the padding is ignored. But the two letters of the other alphabet, for URLs, are an
 * error here: Python leaves them out too, and so reads another value than was written.
 */
final class Base64Text {

  private Base64Text() {}

  /**
   * The bytes that {@code text} spells.
   *
   * @throws IllegalArgumentException if it spells none
   */
  static byte[] decode(String text) {
    try {
      // Java's decoder alone would also take a text whose padding is missing.
      if (text.length() % 4 == 0) {
        return Base64.getDecoder().decode(text);
      }
    } catch (IllegalArgumentException e) {
      // Read it the longer way.
    }
    return Base64.getDecoder().decode(withoutForeignLetters(text));
  }

  private static String withoutForeignLetters(String text) {
    StringBuilder letters = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter > 0x7f || letter == '-' || letter == '_') {
        throw new IllegalArgumentException("not of this alphabet");
      }
      if (letter == '=') {
        int place = letters.length() % 4;
        // Counted only where it can be the end: of a text of nothing else it would take for ever.
        if (place >= 2 && place + padding(text, i) >= 4) {
          return letters.append("=".repeat(4 - place)).toString();
        }
      } else if (isLetter(letter)) {
        letters.append(letter);
      }
    }
    if (letters.length() % 4 != 0) {
      throw new IllegalArgumentException("padding is missing");
    }
    return letters.toString();
  }

  /** How many equals signs follow each other from {@code start} on, foreign letters left out. */
  private static int padding(String text, int start) {
    int count = 0;
    for (int i = start; i < text.length() && !isLetter(text.charAt(i)); i++) {
      if (text.charAt(i) == '=') {
        count++;
      }
    }
    return count;
  }

  private static boolean isLetter(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }
}
