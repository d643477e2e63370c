package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose steps are asynchronous and run one after the other. The stack does not grow, even if
 * there are millions of steps and each completes at once.
 */
public final class AsyncLoop {

  private final Supplier<? extends CompletionStage<Boolean>> step;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final AtomicInteger turns = new AtomicInteger();

  private AsyncLoop(Supplier<? extends CompletionStage<Boolean>> step) {
    this.step = step;
  }

  /**
   * Runs {@code step} again and again until its future completes with false, or fails.
   *
   * @return a future that completes on the thread that completed the last step. If that step
   *     failed, it fails with the same failure
   */
  public static CompletableFuture<@Nullable Void> whileTrue(
      Supplier<? extends CompletionStage<Boolean>> step) {
    AsyncLoop loop = new AsyncLoop(step);
    loop.run();
    return loop.done;
  }

  /** If the loop is already running, on this or another thread, that run takes the next step. */
  private void run() {
    if (turns.getAndIncrement() > 0) {
      return;
    }
    do {
      Futures.<Boolean>start(step)
          .whenComplete(
              (again, failure) -> {
                if (failure != null) { // not unwrapped: the wrapper may hold further failures
                  done.completeExceptionally(failure);
                } else if (Boolean.TRUE.equals(again)) {
                  run();
                } else {
                  done.complete(null);
                }
              });
    } while (turns.decrementAndGet() > 0);
  }
}
