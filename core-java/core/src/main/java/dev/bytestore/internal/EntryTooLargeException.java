package dev.bytestore.internal;

/**
 * Thrown if an entry is larger than its cache allows. In the public API it is an {@link
 * IllegalArgumentException}. It has a class of its own because the model, not the caller, causes
 * the size: a cache that fails open treats it as a failure of the cache and does not throw it.
 */
public final class EntryTooLargeException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  public EntryTooLargeException(String message) {
    super(message);
  }
}
