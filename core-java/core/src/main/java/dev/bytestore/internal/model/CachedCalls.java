package dev.bytestore.internal.model;

import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.ReadThrough;
import dev.bytestore.internal.SingleFlight;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a model through a cache. Equal requests at the same time share one call of the
 * model; a refresh shares only with other refreshes.
 *
 * @param <Q> the type of the requests
 * @param <R> the type of the responses
 */
public final class CachedCalls<Q, R> {

  private static final String RESPONSE = "a response";

  private final ResponseCache<Q, R> cache;
  private final SingleFlight<FlightKey, R> flights;
  private final CacheMode mode;

  private record FlightKey(ModelKey model, boolean isRefresh) {}

  /** Uses the cache as {@link CacheMode#CACHE} says. */
  public CachedCalls(ResponseCache<Q, R> cache) {
    this(cache, new SingleFlight<>(cache::mark), CacheMode.CACHE);
  }

  private CachedCalls(
      ResponseCache<Q, R> cache, SingleFlight<FlightKey, R> flights, CacheMode mode) {
    this.cache = cache;
    this.flights = flights;
    this.mode = mode;
  }

  /** Returns a view with another mode. It shares calls with this object. */
  public CachedCalls<Q, R> in(CacheMode mode) {
    return new CachedCalls<>(cache, flights, mode);
  }

  private @Nullable FlightKey key(Q request) {
    ModelKey key = mode == CacheMode.BYPASS ? null : cache.key(request);
    return key == null ? null : new FlightKey(key, mode == CacheMode.REFRESH);
  }

  /**
   * Returns the response to {@code request}. If the calling thread is interrupted while it waits
   * for the cache, {@code ask} is called, and sees the interrupt.
   *
   * @param ask calls the model, on the calling thread
   * @throws IllegalStateException if {@code ask} returns null
   */
  public R call(Q request, Supplier<? extends @Nullable R> ask) {
    FlightKey key = key(request);
    return key == null
        ? ModelResults.requireNonNull(ask.get(), RESPONSE)
        : flights.call(key, () -> lookUpOrAsk(key, request, ask));
  }

  private R lookUpOrAsk(FlightKey key, Q request, Supplier<? extends @Nullable R> ask) {
    R found = await(lookupAsync(key));
    if (found != null) {
      return found;
    }
    R response = ModelResults.requireNonNull(ask.get(), RESPONSE);
    await(cache.storeAsync(key.model(), request, response));
    return response;
  }

  @SuppressWarnings("NullAway") // It drops @Nullable when it substitutes the type variable R.
  private CompletableFuture<@Nullable R> lookupAsync(FlightKey key) {
    return key.isRefresh()
        ? CompletableFuture.<@Nullable R>completedFuture(null)
        : cache.lookupAsync(key.model());
  }

  /** Null if the wait is interrupted: then the model is called, and sees the interrupt. */
  private static <T extends @Nullable Object> @Nullable T await(CompletableFuture<T> future) {
    try {
      return Futures.await(future);
    } catch (CancellationException e) {
      return null;
    }
  }

  /**
   * Returns the response to {@code request} without blocking. If all callers of a shared call
   * cancel their futures, the future of {@code ask} is cancelled.
   *
   * @param ask calls the model, on the calling thread or on a thread that completes the lookup. If
   *     it returns null, the call fails with an {@link IllegalStateException}
   * @return a new future
   */
  public CompletableFuture<R> callAsync(
      Q request, Supplier<? extends @Nullable CompletionStage<R>> ask) {
    FlightKey key = key(request);
    return key == null
        ? askAsync(ask)
        : flights.callAsync(key, cancellation -> lookUpOrAsk(key, request, ask, cancellation));
  }

  private CompletableFuture<R> lookUpOrAsk(
      FlightKey key,
      Q request,
      Supplier<? extends @Nullable CompletionStage<R>> ask,
      Cancellation cancellation) {
    return ReadThrough.call(
        cancellation,
        () -> lookupAsync(key),
        Runnable::run,
        () -> askAsync(ask),
        answer -> {
          R response = ModelResults.requireNonNull(answer, RESPONSE);
          return cache.storeAsync(key.model(), request, response).thenApply(kept -> response);
        });
  }

  private static <R> CompletableFuture<R> askAsync(
      Supplier<? extends @Nullable CompletionStage<R>> ask) {
    return Futures.<R>start(() -> ModelResults.requireNonNull(ask.get(), "a future"))
        .toCompletableFuture();
  }
}
