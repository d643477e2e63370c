package dev.bytestore;

/**
 * Receives the outcome of lookups, for example to count hits and misses:
 *
 * <pre>{@code
 * LlmCacheListener listener =
 *     new LlmCacheListener() {
 *       public void onHit() {
 *         registry.counter("llm.cache.hits").increment();
 *       }
 *     };
 * }</pre>
 *
 * <p>A method is called before the lookup completes, on the thread that completes it: a thread of
 * the cache's executor, or the caller's. Several threads may call at the same time. So a listener
 * must be thread-safe and must not block. If it throws an exception or an error, the type and the
 * stack trace are logged, without the message, and the lookup is not affected.
 *
 * <p>Register a listener in one place: with the builder of a cache, with {@link LlmCache#failOpen},
 * or with a caching model. Otherwise each hit and each miss counts twice. Callers of {@code
 * getOrPut} that share one lookup count as one hit or one miss. A lookup that is cancelled, or that
 * throws because of a bad argument, counts as neither. If a lookup fails, a listener of a cache's
 * builder is not called.
 */
public interface LlmCacheListener {

  /** A lookup found an answer. */
  default void onHit() {}

  /**
   * A lookup is a miss for one of these reasons:
   *
   * <ul>
   *   <li>There is no entry.
   *   <li>The entry is too large or cannot be parsed. If the listener was registered with the
   *       builder of a cache, {@link #onCorruptEntry} is called first.
   *   <li>The lookup failed, and the listener was registered with {@link LlmCache#failOpen} or with
   *       a caching model. {@link #onError} is called first.
   * </ul>
   */
  default void onMiss() {}

  /**
   * A lookup found an entry that cannot be used, because it is too large or cannot be parsed.
   * {@link #onMiss()} follows. Only a listener that was registered with the builder of a cache is
   * called.
   */
  default void onCorruptEntry() {}

  /**
   * An operation failed: a lookup, update or deletion, the setup, or {@code clear}. Which one it
   * was is not reported. Only a listener that was registered with {@link LlmCache#failOpen} or with
   * a caching model is called. If a lookup failed, {@link #onMiss()} follows.
   *
   * @param failure the backend's own exception. Its message may contain data, so do not log it
   *     without need
   */
  default void onError(Throwable failure) {}
}
