package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in the table's order, which is by token and, among keys that share one, by the key's
 * UTF-8 bytes: right after {@code key}, or after all keys of {@code token} where that is null.
 *
 * <p>Its text is Base64 (URL alphabet, no padding) of the letter {@code c}, the token's eight
 * bytes, and the key.
 */
record RingPosition(long token, @Nullable String key) {

  private static final byte TAG = 'c';

  /** Whether a key at {@code keyToken} comes after this place. */
  boolean isBefore(long keyToken, String candidate) {
    if (keyToken != token) {
      return keyToken > token;
    }
    return key != null
        && Arrays.compareUnsigned(candidate.getBytes(UTF_8), key.getBytes(UTF_8)) > 0;
  }

  /** Whether {@code other}, which is that of a key, comes after this place. */
  boolean isBefore(RingPosition other) {
    return isBefore(other.token, Objects.requireNonNull(other.key));
  }

  /** All of the ring after this place; null at its end. */
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
    return new IllegalArgumentException("position: not from a page of a Cassandra store", cause);
  }
}
