package dev.bytestore;

/**
 * Turns values into bytes and back, for a {@link TypedStore}. Many threads may call it at the same
 * time.
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
   * @throws RuntimeException if the value cannot be encoded. Nothing is written then, and the call
   *     fails with an {@link IllegalArgumentException} that has this exception as its cause
   */
  byte[] encode(String key, V value);

  /**
   * Returns the value of {@code bytes}, which belong to the codec. Runs on the thread that
   * completes the future of the call.
   *
   * @throws RuntimeException if the bytes are not those of a value. The call fails with a {@link
   *     ValueDecodingException} that has this exception as its cause
   */
  V decode(String key, byte[] bytes);
}
