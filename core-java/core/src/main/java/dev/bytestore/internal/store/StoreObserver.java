package dev.bytestore.internal.store;

import dev.bytestore.ByteStoreListener;
import dev.bytestore.ByteStoreListener.Load;
import dev.bytestore.ByteStoreListener.Operation;
import dev.bytestore.ByteStoreListener.Outcome;
import dev.bytestore.ByteStoreListener.Summary;
import dev.bytestore.KeyPage;
import dev.bytestore.internal.CallObservation;
import dev.bytestore.internal.RequestLimiter;
import dev.bytestore.internal.UserCode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reports the calls of one store to its listener. Without a listener, all methods that start an
 * observation return null.
 */
public final class StoreObserver {

  private static final String LISTENER = "a ByteStoreListener";

  private final @Nullable ByteStoreListener listener;

  /** Listeners may hold it weakly. */
  private final Load load;

  /**
   * @param listener null for none
   */
  public StoreObserver(@Nullable ByteStoreListener listener, RequestLimiter limiter) {
    this.listener = listener;
    this.load = new LimiterLoad(limiter);
    if (listener != null) {
      UserCode.run(LISTENER, () -> listener.onBuild(load));
    }
  }

  private record LimiterLoad(RequestLimiter limiter) implements Load {

    @Override
    public int requestsInFlight() {
      return limiter.requestsInFlight();
    }

    @Override
    public long requestsWaiting() {
      return limiter.requestsWaiting();
    }

    @Override
    public int requestLimit() {
      return limiter.currentLimit();
    }
  }

  public @Nullable CallObservation<List<byte @Nullable []>> mget(int keys) {
    return start(Operation.MGET, keys, 0, null, StoreObserver::bytes);
  }

  /** Starts to observe a call that writes {@code entries}, of which {@code value} has the value. */
  public <E> @Nullable CallObservation<@Nullable Void> mset(
      Collection<E> entries, Function<? super E, byte[]> value) {
    if (listener == null) {
      return null;
    }
    long bytes = 0;
    for (E entry : entries) {
      bytes += value.apply(entry).length;
    }
    return start(Operation.MSET, entries.size(), bytes, null, null);
  }

  public @Nullable CallObservation<@Nullable Void> mdelete(int keys) {
    return start(Operation.MDELETE, keys, 0, null, null);
  }

  /** Starts to observe the reading of one page. */
  public @Nullable CallObservation<KeyPage> yieldKeys() {
    return start(Operation.YIELD_KEYS, 0, 0, page -> page.keys().size(), null);
  }

  public @Nullable CallObservation<@Nullable Void> ensureSetup() {
    return start(Operation.ENSURE_SETUP, 0, 0, null, null);
  }

  /** Returns a completed future, for a call that sends nothing. */
  public static <T extends @Nullable Object> CompletableFuture<T> completed(
      @Nullable CallObservation<? super T> observation, T result) {
    if (observation != null) {
      observation.succeeded(result);
    }
    return CompletableFuture.completedFuture(result);
  }

  /** As the other {@code completed}, for a call without a result. */
  public static CompletableFuture<Void> completed(
      @Nullable CallObservation<@Nullable Void> observation) {
    if (observation != null) {
      observation.succeeded(null);
    }
    return CompletableFuture.completedFuture(null);
  }

  private static long bytes(List<byte @Nullable []> values) {
    long bytes = 0;
    for (byte[] value : values) {
      bytes += value == null ? 0 : value.length;
    }
    return bytes;
  }

  private <T extends @Nullable Object> @Nullable CallObservation<T> start(
      Operation operation,
      int keys,
      long bytes,
      @Nullable ToIntFunction<? super T> keysOfResult,
      @Nullable ToLongFunction<? super T> bytesOfResult) {
    if (listener == null) {
      return null;
    }
    ByteStoreListener.Call call = UserCode.get(LISTENER, () -> listener.onStart(operation));
    return call == null
        ? null
        : new Observation<>(call, operation, keys, bytes, keysOfResult, bytesOfResult);
  }

  private static final class Observation<T extends @Nullable Object> extends CallObservation<T> {

    private final ByteStoreListener.Call call;
    private final Operation operation;
    private final int keys;
    private final long bytes;
    private final @Nullable ToIntFunction<? super T> keysOfResult;
    private final @Nullable ToLongFunction<? super T> bytesOfResult;
    private final long start = System.nanoTime();

    Observation(
        ByteStoreListener.Call call,
        Operation operation,
        int keys,
        long bytes,
        @Nullable ToIntFunction<? super T> keysOfResult,
        @Nullable ToLongFunction<? super T> bytesOfResult) {
      this.call = call;
      this.operation = operation;
      this.keys = keys;
      this.bytes = bytes;
      this.keysOfResult = keysOfResult;
      this.bytesOfResult = bytesOfResult;
    }

    @Override
    protected void onEnd(@Nullable T result, @Nullable Throwable failure, boolean isCancelled) {
      UserCode.run(LISTENER, () -> call.onEnd(summary(result, failure, isCancelled)));
    }

    private Summary summary(@Nullable T result, @Nullable Throwable failure, boolean isCancelled) {
      Outcome ifNotCancelled = failure == null ? Outcome.SUCCESS : Outcome.FAILURE;
      return new Summary(
          operation,
          isCancelled ? Outcome.CANCELLED : ifNotCancelled,
          failure,
          Duration.ofNanos(System.nanoTime() - start),
          result == null || keysOfResult == null ? keys : keysOfResult.applyAsInt(result),
          result == null || bytesOfResult == null ? bytes : bytesOfResult.applyAsLong(result),
          retries());
    }
  }
}
