package dev.bytestore.internal.json;

/** Thrown for JSON that exceeds a limit of size or depth. */
public final class JsonLimitException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  JsonLimitException() {
    super("the JSON exceeds a limit of size or depth");
  }
}
