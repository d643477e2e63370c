package dev.bytestore;

/**
 * Is told what becomes of lookups, for counting. Called on the thread that found it out, maybe by
 * several at once, so it must not block. An exception or error that it throws is logged by type and
 * stack trace, and does not affect the call.
 *
 * <p>Register it in one place: with the builder of a cache, with {@link LlmCache#failOpen}, or with
 * a caching model. Each of them calls it for hits and misses, so they would count twice.
 */
public interface LlmCacheListener {

  /** A lookup found an answer. */
  default void onHit() {}

  /**
   * A lookup found no answer, found one that could not be understood, or failed in a cache that
   * {@linkplain LlmCache#failOpen fails open}.
   */
  default void onMiss() {}

  /** A lookup found an entry that is too large or not understood; {@link #onMiss()} follows. */
  default void onCorruptEntry() {}

  /**
   * An operation of a cache that {@linkplain LlmCache#failOpen fails open} failed.
   *
   * @param failure the backend's own exception
   */
  default void onError(Throwable failure) {}
}
