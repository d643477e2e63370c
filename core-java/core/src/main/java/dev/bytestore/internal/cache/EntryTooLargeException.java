package dev.bytestore.internal.cache;

/**
 * An entry is larger than its cache allows. Callers see an {@link IllegalArgumentException}; it has
 * a class of its own because the size is the model's doing and not the caller's, so a cache that
 * fails open lets it pass.
 */
public final class EntryTooLargeException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  public EntryTooLargeException(String message) {
    super(message);
  }
}
