package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of a read-through cache: looks an answer up and, on a miss, asks for it and stores it.
 */
public final class ReadThrough {

  private ReadThrough() {}

  /**
   * Returns the result of {@code lookup}. If that is null, calls {@code ask}, passes its answer to
   * {@code keep}, and returns the result of that. If one of the three throws or fails, the call
   * fails with the same exception.
   *
   * @param cancellation cancels the futures of {@code lookup} and {@code ask}
   * @param asker the executor that calls {@code ask}
   * @param keep is called on the shared pool, because encoding a long answer takes a while
   */
  public static <V> CompletableFuture<V> call(
      Cancellation cancellation,
      Supplier<? extends @Nullable CompletionStage<@Nullable V>> lookup,
      Executor asker,
      Supplier<? extends @Nullable CompletionStage<V>> ask,
      Function<@Nullable V, CompletionStage<V>> keep) {
    CompletableFuture<V> result = new CompletableFuture<>();
    CallerContext caller = CallerContext.current();
    Runnable miss = () -> ask(cancellation, ask, keep, result);
    CompletableFuture<@Nullable V> found = Futures.<@Nullable V>start(lookup).toCompletableFuture();
    cancellation.cancels(found);
    Futures.whenDone(
        found,
        result,
        (value, failure) -> {
          if (failure != null) {
            result.completeExceptionally(failure);
          } else if (value != null) {
            result.complete(value);
          } else if (cancellation.isCancelled()) {
            result.cancel(false);
          } else {
            Futures.execute(asker, () -> caller.run(miss));
          }
        });
    return result;
  }

  private static <V> void ask(
      Cancellation cancellation,
      Supplier<? extends @Nullable CompletionStage<V>> ask,
      Function<@Nullable V, CompletionStage<V>> keep,
      CompletableFuture<V> result) {
    CompletableFuture<V> asked = Futures.<V>start(ask).toCompletableFuture();
    cancellation.cancels(asked);
    Futures.whenDone(
        asked,
        CompletionExecutor.shared(),
        result,
        (answer, failure) -> {
          if (failure != null) {
            result.completeExceptionally(failure);
          } else {
            Futures.start(() -> keep.apply(answer))
                .whenComplete((kept, problem) -> Futures.complete(result, kept, problem));
          }
        });
  }
}
