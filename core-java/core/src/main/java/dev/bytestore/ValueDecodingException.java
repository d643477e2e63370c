package dev.bytestore;

/**
 * Thrown if a {@link TypedStore} has read a value that its {@link ValueCodec} cannot decode, for
 * example because another program wrote something else under that key. The call returns none of its
 * values. The cause is the codec's exception.
 */
public final class ValueDecodingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int position;

  ValueDecodingException(int position, String reason, Throwable cause) {
    super(
        "keys: the value of the key at position %d cannot be decoded: %s"
            .formatted(position, reason),
        cause);
    this.position = position;
  }

  /** Returns the position of the key among the keys of the call; the first one is 0. */
  public int position() {
    return position;
  }
}
