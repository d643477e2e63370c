package dev.bytestore.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/** The hashes of texts in UTF-8 that are used in keys. */
public final class TextHash {

  private TextHash() {}

  /** Python's {@code uuid.uuid5(uuid.UUID(int=1985), hashlib.sha1(text).hexdigest())}. */
  public static String sha1Uuid(String text) {
    byte[] name = hex(digest("SHA-1", utf8(text))).getBytes(UTF_8);
    byte[] namespaced =
        ByteBuffer.allocate(16 + name.length).putLong(0).putLong(1985).put(name).array();
    ByteBuffer bits = ByteBuffer.wrap(digest("SHA-1", namespaced));
    return new UUID(
            (bits.getLong() & ~0xf000L) | 0x5000L, (bits.getLong() & ~(3L << 62)) | (1L << 63))
        .toString();
  }

  /** The SHA-256 of {@code text}, as hexadecimal digits. */
  public static String sha256(String text) {
    return hex(digest("SHA-256", utf8(text)));
  }

  /** The SHA-512 of {@code text}, as hexadecimal digits. */
  public static String sha512(String text) {
    return hex(digest("SHA-512", utf8(text)));
  }

  /**
   * The BLAKE2b of {@code text}, of 64 bytes as in Python's hashlib, as hexadecimal digits.
   *
   * @throws IllegalStateException if Bouncy Castle is not on the class path
   */
  public static String blake2b(String text) {
    byte[] bytes = utf8(text);
    try {
      return hex(Blake2b.digest(bytes));
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "BLAKE2b needs org.bouncycastle:bcprov-jdk18on, which is not on the class path", e);
    }
  }

  /** A separate class, so that TextHash can be loaded without Bouncy Castle. */
  private static final class Blake2b {

    static byte[] digest(byte[] bytes) {
      Blake2bDigest digest = new Blake2bDigest(512);
      digest.update(bytes, 0, bytes.length);
      byte[] hash = new byte[digest.getDigestSize()];
      digest.doFinal(hash, 0);
      return hash;
    }
  }

  private static byte[] utf8(String text) {
    int surrogate = Utf8.unpairedSurrogate(Objects.requireNonNull(text, "text"));
    if (surrogate >= 0) {
      throw new IllegalArgumentException("text: unpaired surrogate at index " + surrogate);
    }
    return text.getBytes(UTF_8);
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no security provider of this JVM has " + algorithm, e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
