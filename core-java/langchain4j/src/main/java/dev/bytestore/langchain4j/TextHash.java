package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes of texts, as they stand in keys. */
final class TextHash {

  private TextHash() {}

  /** The SHA-256 of {@code text} in UTF-8, as hexadecimal digits. */
  static String sha256(String text) {
    return HexFormat.of().formatHex(digest("SHA-256", text.getBytes(UTF_8)));
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no security provider of this JVM has " + algorithm, e);
    }
  }
}
