package dev.bytestore.internal.model;

import dev.bytestore.CachingModelListener;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.internal.Fallback;
import dev.bytestore.internal.RareWarning;
import dev.bytestore.internal.UserCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes the responses of a model in an LLM cache. Failures are logged and reported to
 * the listener, and never reach the caller.
 *
 * @param <Q> the type of the requests
 * @param <R> the type of the responses
 */
public final class ResponseCache<Q, R> {

  /** Makes the key of a request. */
  @FunctionalInterface
  public interface Keys<Q> {

    /**
     * Returns the key of {@code request} for {@code tenant}, which is null if there are no tenants.
     *
     * @throws NotCacheableException if the request has no key
     */
    ModelKey of(Q request, @Nullable String tenant);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ResponseCache.class);
  private static final String LISTENER = "a CachingModelListener";

  private final LlmCache original;
  private final LlmCache cache;
  private final CachingModelListener listener;
  private final @Nullable Duration ttl;
  private final @Nullable Function<? super Q, @Nullable String> tenant;
  private final BiPredicate<? super Q, ? super R> shouldCache;
  private final Keys<Q> keys;
  private final ResponseCodec<R> codec;
  private final RareWarning failures =
      new RareWarning(
          LOG,
          "a response could not be looked up or stored, so the model is called each time; {} times"
              + " since this was last logged, the latest: {}");
  private final RareWarning notCacheable =
      new RareWarning(
          LOG,
          "a request or response cannot be cached, so the model is called each time; {} times"
              + " since this was last logged, the latest: {}");

  public ResponseCache(ResponseCacheOptions<Q, R> options, Keys<Q> keys, ResponseCodec<R> codec) {
    this.original = options.cache;
    this.cache = options.cache.failOpen(options.listener);
    this.listener = options.listener;
    this.ttl = options.ttl;
    this.tenant = options.tenant;
    this.shouldCache = options.shouldCache;
    this.keys = keys;
    this.codec = codec;
  }

  /** The key of {@code request}; null if its response is neither looked up nor stored. */
  public @Nullable ModelKey key(Q request) {
    try {
      return keyOf(request);
    } catch (NotCacheableException e) {
      report(e);
    } catch (Throwable e) { // The model and the options' functions are user code, maybe in Kotlin.
      report(e);
    }
    return null;
  }

  private @Nullable ModelKey keyOf(Q request) {
    String owner = tenant == null ? null : tenant.apply(request);
    return tenant != null && owner == null ? null : keys.of(request, owner);
  }

  /** The cached response, marked as a hit, or null. Fails only if it is cancelled. */
  public CompletableFuture<@Nullable R> lookupAsync(ModelKey key) {
    return Fallback.<@Nullable List<Generation>, @Nullable R>call(
        () -> cache.lookupAsync(key.prompt(), key.llmString()), this::read, this::report, null);
  }

  private @Nullable R read(@Nullable List<Generation> generations) {
    if (generations == null || generations.size() != 1) {
      return null;
    }
    R response = codec.decode(generations.get(0));
    return response == null ? null : codec.mark(response);
  }

  /** Stores {@code response}, if {@code shouldCache} accepts it. Never fails. */
  public CompletableFuture<Void> storeAsync(ModelKey key, Q request, R response) {
    try {
      if (shouldCache.test(request, response)) {
        List<Generation> generations = List.of(codec.encode(response));
        return ttl == null
            ? cache.updateAsync(key.prompt(), key.llmString(), generations)
            : cache.updateAsync(key.prompt(), key.llmString(), generations, ttl);
      }
    } catch (NotCacheableException e) {
      report(e);
    } catch (Throwable e) { // The predicate is user code, maybe in Kotlin.
      report(e);
    }
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Deletes the response to {@code request}, if it has a key. Unlike the other methods, this fails
   * if the cache or a function of the user fails: the entry may then still exist.
   */
  public CompletableFuture<Void> deleteAsync(Q request) {
    ModelKey key;
    try {
      key = keyOf(request);
    } catch (NotCacheableException e) {
      report(e);
      key = null;
    } catch (Throwable e) { // as in key(...)
      return CompletableFuture.failedFuture(e);
    }
    return key == null
        ? CompletableFuture.completedFuture(null)
        : original.deleteAsync(key.prompt(), key.llmString());
  }

  /** Marks {@code response} as one for which the model was not called. */
  public R mark(R response) {
    return codec.mark(response);
  }

  /**
   * Logs that a response is not stored, and tells the listener. The other methods do this
   * themselves; call it if there is no response to store.
   */
  public void report(NotCacheableException e) {
    String reason = String.valueOf(e.getMessage());
    UserCode.run(LISTENER, () -> listener.onNotCacheable(reason));
    notCacheable.log(reason);
  }

  /** Logs that a response could not be looked up or stored, and tells the listener. */
  public void report(Throwable failure) {
    UserCode.run(LISTENER, () -> listener.onError(failure));
    failures.log(failure.getClass().getName()); // The message may quote the request.
  }
}
