package dev.bytestore.langchain4j;

import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheListener;

/**
 * Is told what the lookups of a caching chat model find, and what the model cannot cache. Threads
 * and exceptions are treated as with every {@link LlmCacheListener}.
 *
 * <p>Register it with models only. If it is also registered with their cache, in the cache's
 * builder or in {@link LlmCache#failOpen}, each hit and miss counts twice. Models can share a
 * listener.
 *
 * <p>{@link #onCorruptEntry} is called only by a cache whose builder has the listener, never by a
 * model: for the model such an entry is a miss. {@link #onError} is also called when an option of
 * the model's builder, such as {@code tenant}, throws.
 */
public interface CachingModelListener extends LlmCacheListener {

  /**
   * A request has no key, or a response cannot be stored without a loss. The model is asked for
   * each such request. If a request has no key, neither {@link #onHit} nor {@link #onMiss} is
   * called.
   *
   * @param reason names types, never contents
   */
  default void onNotCacheable(String reason) {}
}
