package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done once for all callers. If it succeeds, its result is kept. If it fails, each
 * caller that waits gets a copy of the failure, and the next call starts the work again.
 */
public final class AsyncOnce<T extends @Nullable Object> {

  private final Supplier<? extends CompletionStage<T>> work;
  private final UnaryOperator<Throwable> copyOfFailure;
  private final AtomicReference<@Nullable CompletableFuture<T>> current = new AtomicReference<>();

  /**
   * @param copyOfFailure copies the failure for one caller. Callers cannot share one exception,
   *     because each may add suppressed exceptions to it
   */
  public AsyncOnce(
      Supplier<? extends CompletionStage<T>> work, UnaryOperator<Throwable> copyOfFailure) {
    this.work = work;
    this.copyOfFailure = copyOfFailure;
  }

  /**
   * Returns the result in a new future, which completes on the thread that did the work. Cancelling
   * the future does not stop the work.
   */
  public CompletableFuture<T> get() {
    while (true) {
      CompletableFuture<T> existing = current.get();
      if (existing != null && !existing.isCompletedExceptionally()) {
        return copyOf(existing);
      }
      CompletableFuture<T> attempt = new CompletableFuture<>();
      if (current.compareAndSet(existing, attempt)) {
        start(attempt);
        return copyOf(attempt);
      }
    }
  }

  /**
   * Passes the result to {@code next}, at once if the result exists. That saves each call two
   * futures.
   *
   * @return the stage of {@code next}, or a stage that fails if the work fails or {@code next}
   *     throws
   */
  public <R extends @Nullable Object> CompletionStage<R> thenCompose(
      Function<? super T, ? extends CompletionStage<R>> next) {
    CompletableFuture<T> existing = current.get();
    return existing != null && existing.isDone() && !existing.isCompletedExceptionally()
        ? Futures.start(() -> next.apply(existing.join()))
        : get().thenCompose(next);
  }

  private CompletableFuture<T> copyOf(CompletableFuture<T> attempt) {
    if (attempt.isDone() && !attempt.isCompletedExceptionally()) {
      return attempt.copy();
    }
    CompletableFuture<T> copy = new CompletableFuture<>();
    Futures.whenDone(
        attempt,
        copy,
        (value, failure) -> {
          if (failure == null) {
            copy.complete(value);
          } else {
            copy.completeExceptionally(copyOfFailure.apply(failure));
          }
        });
    return copy;
  }

  private void start(CompletableFuture<T> attempt) {
    Futures.pass(Futures.start(work), attempt);
  }
}
