package dev.bytestore;

/**
 * Turns values into bytes and back, for a {@link TypedStore}. Many threads may call it at the same
 * time. It should not block: {@link #decode} runs on the threads that complete futures.
 *
 * <p>Both methods get the key under which the bytes are stored. Most codecs ignore it. A codec that
 * encrypts can bind the bytes to their key with it, so that nobody can exchange two values.
 *
 * @param <V> the type of the values
 */
public interface ValueCodec<V> {

  /**
   * Returns the bytes of {@code value}, which must not be changed afterwards.
   *
   * @throws Exception if the value cannot be encoded. Nothing is written then, and the call fails
   *     with an {@link IllegalArgumentException} that has this exception as its cause
   */
  byte[] encode(String key, V value) throws Exception;

  /**
   * Returns the value of {@code bytes}, which belong to the codec.
   *
   * @throws Exception if the bytes are not those of a value. The call fails with a {@link
   *     ValueDecodingException} that has this exception as its cause. Log lines with that exception
   *     also contain the message of this one, so it should not quote the value
   */
  V decode(String key, byte[] bytes) throws Exception;
}
