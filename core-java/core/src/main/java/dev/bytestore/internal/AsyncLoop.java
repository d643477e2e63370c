package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose steps are asynchronous: one after the other, however many, on a stack that stays
 * flat even when every step is done at once.
 */
public final class AsyncLoop {

  private final Supplier<? extends CompletionStage<Boolean>> step;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final AtomicInteger turns = new AtomicInteger();

  private AsyncLoop(Supplier<? extends CompletionStage<Boolean>> step) {
    this.step = step;
  }

  /**
   * Takes {@code step} again for as long as it says true.
   *
   * @return completes on the thread that completed the last step, with its failure if it failed
   */
  public static CompletableFuture<@Nullable Void> whileTrue(
      Supplier<? extends CompletionStage<Boolean>> step) {
    AsyncLoop loop = new AsyncLoop(step);
    loop.run();
    return loop.done;
  }

  /** Whoever finds a loop running leaves the next step to it. */
  private void run() {
    if (turns.getAndIncrement() > 0) {
      return;
    }
    do {
      Futures.<Boolean>start(step)
          .whenComplete(
              (again, failure) -> {
                if (failure != null) { // as it is: its wrapper may hold further failures
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
