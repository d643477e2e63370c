package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done once, however many ask for it at the same time. Its success is kept; after a
 * failure, which all who were waiting get, the next to ask starts it again.
 */
public final class AsyncOnce<T extends @Nullable Object> {

  private final Supplier<? extends CompletionStage<T>> work;
  private final AtomicReference<@Nullable CompletableFuture<T>> current = new AtomicReference<>();

  public AsyncOnce(Supplier<? extends CompletionStage<T>> work) {
    this.work = work;
  }

  /** The result, in a future of the caller's own. It completes on the thread that did the work. */
  public CompletableFuture<T> get() {
    while (true) {
      CompletableFuture<T> existing = current.get();
      if (existing != null && !existing.isCompletedExceptionally()) {
        return existing.copy();
      }
      CompletableFuture<T> attempt = new CompletableFuture<>();
      if (current.compareAndSet(existing, attempt)) {
        start(attempt);
        return attempt.copy();
      }
    }
  }

  private void start(CompletableFuture<T> attempt) {
    Futures.start(work).whenComplete((value, failure) -> Futures.complete(attempt, value, failure));
  }
}
