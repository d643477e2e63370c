package dev.bytestore;

/**
 * Is told what becomes of lookups, for counting. Called on the thread that found it out, maybe by
 * several at once, so it must not block. An exception or error that it throws is logged by type and
 * stack trace, and does not affect the call.
 */
public interface LlmCacheListener {

  /** A lookup found an answer. */
  default void onHit() {}

  /** A lookup found none, or one that could not be understood, or failed and was let pass. */
  default void onMiss() {}

  /** A lookup found an entry that is too large or not understood; {@link #onMiss()} follows. */
  default void onCorruptEntry() {}

  /**
   * An operation failed, and was let pass by {@link LlmCache#failOpen}.
   *
   * @param failure the backend's own exception
   */
  default void onError(Throwable failure) {}

  /**
   * Something was asked that has no key, or answered that would not come back as it was: the model
   * is asked each time. Only caching models tell this, never a cache.
   *
   * @param reason names types, never contents
   */
  default void onNotCacheable(String reason) {}
}
