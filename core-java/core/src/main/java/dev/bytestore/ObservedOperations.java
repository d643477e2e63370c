package dev.bytestore;

import dev.bytestore.ByteStoreListener.Call;
import dev.bytestore.ByteStoreListener.Operation;
import dev.bytestore.ByteStoreListener.Outcome;
import dev.bytestore.ByteStoreListener.Summary;
import dev.bytestore.internal.UserCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Runs operations of a store in memory, which end at once, and reports them to its listener. */
final class ObservedOperations {

  private static final String LISTENER = "a ByteStoreListener";

  private final @Nullable ByteStoreListener listener;

  /**
   * @param listener null for none
   */
  ObservedOperations(@Nullable ByteStoreListener listener) {
    this.listener = listener;
  }

  /**
   * Runs {@code work} and returns a completed future with its result.
   *
   * @param keys returns the number of keys. Its argument is the result, or null if {@code work}
   *     throws
   * @param bytes returns the length of all values. It has the same argument
   */
  <T extends @Nullable Object> CompletableFuture<T> run(
      Operation operation,
      Supplier<? extends T> work,
      ToIntFunction<? super @Nullable T> keys,
      ToLongFunction<? super @Nullable T> bytes) {
    Call call = listener == null ? null : UserCode.get(LISTENER, () -> listener.onStart(operation));
    if (call == null) {
      return CompletableFuture.completedFuture(work.get());
    }
    long start = System.nanoTime();
    T result = null;
    Throwable failure = null;
    try {
      result = work.get();
      return CompletableFuture.completedFuture(result);
    } catch (Throwable e) { // such as an OutOfMemoryError
      failure = e;
      throw e;
    } finally {
      end(call, operation, start, failure, keys, bytes, result);
    }
  }

  private static <T extends @Nullable Object> void end(
      Call call,
      Operation operation,
      long start,
      @Nullable Throwable failure,
      ToIntFunction<? super @Nullable T> keys,
      ToLongFunction<? super @Nullable T> bytes,
      @Nullable T result) {
    UserCode.run(
        LISTENER,
        () ->
            call.onEnd(
                new Summary(
                    operation,
                    failure == null ? Outcome.SUCCESS : Outcome.FAILURE,
                    failure,
                    Duration.ofNanos(System.nanoTime() - start),
                    keys.applyAsInt(result),
                    bytes.applyAsLong(result),
                    0)));
  }
}
