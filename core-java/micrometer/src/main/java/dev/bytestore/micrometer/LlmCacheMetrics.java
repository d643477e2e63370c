package dev.bytestore.micrometer;

import static java.util.Objects.requireNonNull;

import dev.bytestore.CachingModelListener;
import dev.bytestore.LlmCacheListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts the lookups of an LLM cache in a {@link MeterRegistry}. Register it in one place, as
 * {@link LlmCacheListener} describes.
 *
 * <table>
 *   <caption>The counters</caption>
 *   <tr><th>name<th>tags<th>counts
 *   <tr><td>{@code bytestore.cache.lookups}<td>{@code cache}, {@code result}<td>lookups; {@code
 *       result} is {@code hit} or {@code miss}
 *   <tr><td>{@code bytestore.cache.errors}<td>{@code cache}<td>operations that failed
 *   <tr><td>{@code bytestore.cache.corrupt.entries}<td>{@code cache}<td>entries that could not be
 *       used
 *   <tr><td>{@code bytestore.cache.not.cacheable}<td>{@code cache}<td>requests and responses that a
 *       caching model could not cache
 * </table>
 *
 * <p>All counters are registered by the constructor. Two instances with the same registry and the
 * same name use the same counters.
 */
public final class LlmCacheMetrics implements CachingModelListener {

  private final Counter hits;
  private final Counter misses;
  private final Counter errors;
  private final Counter corruptEntries;
  private final Counter notCacheable;

  /**
   * Creates a listener and registers its counters.
   *
   * @param cacheName the value of the tag {@code cache}
   */
  public LlmCacheMetrics(MeterRegistry registry, String cacheName) {
    requireNonNull(registry, "registry");
    requireNonNull(cacheName, "cacheName");
    hits = lookups(cacheName, "hit").register(registry);
    misses = lookups(cacheName, "miss").register(registry);
    errors = counter("errors", cacheName, "Operations that failed").register(registry);
    corruptEntries =
        counter("corrupt.entries", cacheName, "Entries that could not be used").register(registry);
    notCacheable =
        counter("not.cacheable", cacheName, "Requests and responses that could not be cached")
            .register(registry);
  }

  private static Counter.Builder lookups(String cacheName, String result) {
    return counter("lookups", cacheName, "Lookups of cached responses").tag("result", result);
  }

  private static Counter.Builder counter(String name, String cacheName, String description) {
    return Counter.builder("bytestore.cache." + name)
        .description(description)
        .tag("cache", cacheName);
  }

  @Override
  public void onHit() {
    hits.increment();
  }

  @Override
  public void onMiss() {
    misses.increment();
  }

  @Override
  public void onCorruptEntry() {
    corruptEntries.increment();
  }

  @Override
  public void onError(Throwable failure) {
    errors.increment();
  }

  @Override
  public void onNotCacheable(String reason) {
    notCacheable.increment();
  }
}
