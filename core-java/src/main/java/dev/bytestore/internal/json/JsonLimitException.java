package dev.bytestore.internal.json;

/** Thrown for what is JSON, but more of it than is read. */
public final class JsonLimitException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  JsonLimitException() {
    super("JSON beyond the limits");
  }
}
