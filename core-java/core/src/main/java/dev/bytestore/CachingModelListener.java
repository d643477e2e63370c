package dev.bytestore;

/**
 * A listener for the lookups of caching chat models, such as those of {@code
 * bytestore-langchain4j}, and for requests and responses that they cannot cache. Threads and
 * exceptions are handled as for every {@link LlmCacheListener}. Caching embedding models have no
 * listener.
 *
 * <p>Register it with models only; several models can share one. If it is also registered with
 * their cache, in the cache's builder or in {@link LlmCache#failOpen}, each hit and miss counts
 * twice.
 *
 * <ul>
 *   <li>{@link #onError} is also called when a function that was set on the model's builder throws,
 *       such as {@code tenant}. The model is then called, and its response is not stored.
 *   <li>{@link #onCorruptEntry} is never called for a listener of a model: a corrupt entry is only
 *       a miss. To count corrupt entries, register a second listener, which overrides only this
 *       method, with the builder of the cache.
 *   <li>A caller that waited for another caller's call of the model counts as neither hit nor miss.
 *   <li>With {@code refresh()} there is no lookup, so neither {@link #onHit} nor {@link #onMiss} is
 *       called. With {@code bypass()} no method is called.
 * </ul>
 */
public interface CachingModelListener extends LlmCacheListener {

  /**
   * A request has no key, or a response cannot be stored, because the entry would not contain all
   * of it. The model is called each time for such a request. If a request has no key, neither
   * {@link #onHit} nor {@link #onMiss} is called. If a response cannot be stored, {@link #onMiss}
   * was called before. A tenant that is null and a response that {@code shouldCache} refuses are
   * not reported.
   *
   * @param reason names the type or limit that is the cause, but never quotes contents. The text
   *     may change between releases
   */
  default void onNotCacheable(String reason) {}
}
