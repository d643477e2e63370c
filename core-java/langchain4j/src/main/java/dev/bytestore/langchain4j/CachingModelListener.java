package dev.bytestore.langchain4j;

import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheListener;

/**
 * A listener for the lookups of caching chat models, and for requests and responses that they
 * cannot cache. Threads and exceptions are handled as for every {@link LlmCacheListener}.
 *
 * <p>Register it with models only; several models can share one. If it is also registered with
 * their cache, in the cache's builder or in {@link LlmCache#failOpen}, each hit and miss counts
 * twice.
 *
 * <p>{@link #onError} is also called when a function that was set on the model's builder throws,
 * such as {@code tenant}. {@link #onCorruptEntry} is never called by a model, which treats a
 * corrupt entry as a miss, but only by a cache whose builder has the listener.
 */
public interface CachingModelListener extends LlmCacheListener {

  /**
   * A request has no key, or a response cannot be stored without loss. The model is called each
   * time for such a request. If a request has no key, neither {@link #onHit} nor {@link #onMiss} is
   * called.
   *
   * @param reason names the type or limit that is the cause, but never quotes contents
   */
  default void onNotCacheable(String reason) {}
}
