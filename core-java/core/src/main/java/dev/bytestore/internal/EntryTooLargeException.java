package dev.bytestore.internal;

/**
 * An entry is larger than its cache allows. Callers see an {@link IllegalArgumentException}; it has
 * a class of its own because the size is the model's doing and not the caller's: a cache that fails
 * open treats it as a failure of the cache.
 */
public final class EntryTooLargeException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  public EntryTooLargeException(String message) {
    super(message);
  }
}
