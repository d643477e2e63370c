package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A position in the table's order: right after {@code key}, or after all keys of {@code token} if
 * the key is null. The order is by token, and among keys with the same token by their UTF-8 bytes.
 *
 * <p>The text form is Base64 (URL alphabet, no padding) of the letter {@code c}, the token's eight
 * bytes, and the key.
 */
record RingPosition(long token, @Nullable String key) {

  private static final byte TAG = 'c';

  /** Whether the key {@code candidate}, with the token {@code keyToken}, comes after this. */
  boolean isBefore(long keyToken, String candidate) {
    if (keyToken != token) {
      return keyToken > token;
    }
    return key != null
        && Arrays.compareUnsigned(candidate.getBytes(UTF_8), key.getBytes(UTF_8)) > 0;
  }

  /** Whether {@code other}, which must have a key, comes after this. */
  boolean isBefore(RingPosition other) {
    return isBefore(other.token, Objects.requireNonNull(other.key));
  }

  /** The part of the ring after this position; null at the end of the ring. */
  @Nullable RingRange rest() {
    long first = key == null ? token + 1 : token;
    boolean atEnd = key == null && token == Long.MAX_VALUE;
    return atEnd ? null : new RingRange(first, RingRange.WHOLE.last());
  }

  String encode() {
    byte[] keyBytes = key == null ? new byte[0] : key.getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(1 + Long.BYTES + keyBytes.length);
    bytes.put(TAG).putLong(token).put(keyBytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  static RingPosition decode(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() > Long.BYTES && bytes.get() == TAG) {
        long token = bytes.getLong();
        String key = bytes.hasRemaining() ? UTF_8.newDecoder().decode(bytes).toString() : null;
        return new RingPosition(token, key);
      }
    } catch (java.nio.charset.CharacterCodingException | IllegalArgumentException e) {
      throw notOurs(e);
    }
    throw notOurs(null);
  }

  private static IllegalArgumentException notOurs(@Nullable Exception cause) {
    return new IllegalArgumentException(
        "position: not from a page of a Cassandra store; pass the value of KeyPage.position()",
        cause);
  }
}
