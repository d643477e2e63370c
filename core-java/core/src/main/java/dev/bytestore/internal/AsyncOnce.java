package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done once, however many ask for it at the same time. Its success is kept. After a
 * failure, of which all who were waiting get a copy, the next to ask starts it again.
 */
public final class AsyncOnce<T extends @Nullable Object> {

  private final Supplier<? extends CompletionStage<T>> work;
  private final UnaryOperator<Throwable> copyOfFailure;
  private final AtomicReference<@Nullable CompletableFuture<T>> current = new AtomicReference<>();

  /**
   * @param copyOfFailure makes the failure of one caller out of the one that all have in common:
   *     whoever catches an exception may add to it
   */
  public AsyncOnce(
      Supplier<? extends CompletionStage<T>> work, UnaryOperator<Throwable> copyOfFailure) {
    this.work = work;
    this.copyOfFailure = copyOfFailure;
  }

  /** The result, in a future of the caller's own. It completes on the thread that did the work. */
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
    Futures.start(work).whenComplete((value, failure) -> Futures.complete(attempt, value, failure));
  }
}
