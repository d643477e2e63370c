package dev.bytestore;

/**
 * Receives the outcome of lookups, for example to count hits and misses.
 *
 * <p>A method is called before the lookup completes, on the thread that completes it: a thread of
 * the cache's executor, or the caller's. Several threads may call at the same time. So a listener
 * must be thread-safe and must not block. If it throws an exception or an error, the type and the
 * stack trace are logged, without the message, and the lookup is not affected.
 *
 * <p>Register a listener in one place: with the builder of a cache, with {@link LlmCache#failOpen},
 * or with a caching model. Otherwise each hit and each miss counts twice.
 */
public interface LlmCacheListener {

  /** A lookup found an answer. */
  default void onHit() {}

  /**
   * A lookup found no entry, found an entry that is too large or cannot be parsed, or failed in a
   * cache that {@linkplain LlmCache#failOpen fails open}.
   */
  default void onMiss() {}

  /** A lookup found an entry that is too large or cannot be parsed; {@link #onMiss()} follows. */
  default void onCorruptEntry() {}

  /**
   * An operation of a cache that {@linkplain LlmCache#failOpen fails open} failed.
   *
   * @param failure the backend's own exception
   */
  default void onError(Throwable failure) {}
}
