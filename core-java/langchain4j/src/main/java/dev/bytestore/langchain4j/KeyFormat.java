package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The format of keys, described in {@code docs/langchain4j.md}. */
final class KeyFormat {

  /** Part of every key that is not Python's. Changes whenever the keys of equal requests do. */
  static final String NAME = "bytestore-langchain4j-3";

  private KeyFormat() {}

  /**
   * What stands in a key for a text that may hold a secret: its SHA-256 as hexadecimal digits.
   *
   * @param json in ASCII, as {@link ObjectText} writes it
   */
  static String hash(String json) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(json.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no provider of this JVM has SHA-256", e);
    }
  }
}
