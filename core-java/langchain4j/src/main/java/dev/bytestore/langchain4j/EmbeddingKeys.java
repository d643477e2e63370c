package dev.bytestore.langchain4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.internal.Utf8;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the key of an embedding follows from a text: the namespace, then this of the text, as with
 * the {@code key_encoder} of that name of Python's {@code CacheBackedEmbeddings}. Python's {@code
 * blake2b} is not among them: the JDK has none.
 */
public enum EmbeddingKeys {
  /** What Python does unless told otherwise. Who chooses texts can make two share a key. */
  SHA1("SHA-1"),
  /** Python's {@code sha256}. */
  SHA256("SHA-256"),
  /** Python's {@code sha512}. */
  SHA512("SHA-512");

  private final String algorithm;

  EmbeddingKeys(String algorithm) {
    this.algorithm = algorithm;
  }

  /** The key's part for {@code text}; null for a text that UTF-8 cannot tell from others. */
  @Nullable String of(String text) {
    if (Utf8.unpairedSurrogate(text) >= 0) {
      return null;
    }
    String hash = HexFormat.of().formatHex(digest(algorithm, text.getBytes(UTF_8)));
    return this == SHA1 ? uuid5(hash).toString() : hash;
  }

  /** Python's {@code uuid.uuid5(uuid.UUID(int=1985), name)}. */
  private static UUID uuid5(String name) {
    byte[] ascii = name.getBytes(UTF_8);
    byte[] hash =
        digest(
            "SHA-1",
            ByteBuffer.allocate(16 + ascii.length).putLong(0).putLong(1985).put(ascii).array());
    ByteBuffer bits = ByteBuffer.wrap(hash);
    return new UUID(
        (bits.getLong() & ~0xf000L) | 0x5000L, (bits.getLong() & ~(3L << 62)) | (1L << 63));
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no provider of this JVM has " + algorithm, e);
    }
  }
}
