package dev.bytestore.internal.json;

/**
 * Thrown if a JSON text exceeds a limit on its size, its depth or its number of lists and objects.
 */
public final class JsonLimitException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  JsonLimitException() {
    super("the JSON is nested too deep or has too many lists and objects");
  }
}
