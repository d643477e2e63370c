package dev.bytestore.internal.model;

import dev.bytestore.CachingModelListener;
import dev.bytestore.LlmCache;
import dev.bytestore.internal.Arguments;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The options that all caching models have in common. The builders of the models document them.
 *
 * @param <Q> the type of the requests
 * @param <R> the type of the responses
 */
public final class ResponseCacheOptions<Q, R> {

  final LlmCache cache;
  @Nullable Duration ttl;
  @Nullable Function<? super Q, @Nullable String> tenant;
  BiPredicate<? super Q, ? super R> shouldCache;
  CachingModelListener listener = new CachingModelListener() {};
  private @Nullable String modelKey;

  /**
   * @param shouldCache the default of {@link #shouldCache}
   */
  public ResponseCacheOptions(LlmCache cache, BiPredicate<? super Q, ? super R> shouldCache) {
    this.cache = Objects.requireNonNull(cache, "cache");
    this.shouldCache = shouldCache;
  }

  public void ttl(Duration ttl) {
    Arguments.ttlSeconds(ttl);
    this.ttl = ttl;
  }

  public void modelKey(String modelKey) {
    if (Objects.requireNonNull(modelKey, "modelKey").isBlank()) {
      throw new IllegalArgumentException("modelKey: must not be blank");
    }
    this.modelKey = modelKey;
  }

  /** Null if it was not set. */
  public @Nullable String modelKey() {
    return modelKey;
  }

  public void tenant(String tenant) {
    Objects.requireNonNull(tenant, "tenant");
    this.tenant = request -> tenant;
  }

  public void tenant(Function<? super Q, @Nullable String> tenant) {
    this.tenant = Objects.requireNonNull(tenant, "tenant");
  }

  public void shouldCache(BiPredicate<? super Q, ? super R> shouldCache) {
    this.shouldCache = Objects.requireNonNull(shouldCache, "shouldCache");
  }

  public void listener(CachingModelListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
  }
}
