package dev.bytestore.internal;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ManagedBlocker;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What has no asynchronous form: it reads a file, asks a name service, or is the driver's own. */
public final class BlockingStep {

  private BlockingStep() {}

  /**
   * Runs {@code step} on {@code executor}, which gets another thread for as long where it is a
   * fork-join pool.
   */
  public static <T> CompletableFuture<T> run(Executor executor, Supplier<T> step) {
    return CompletableFuture.supplyAsync(() -> run(new Blocker<>(step)), executor);
  }

  private static <T> T run(Blocker<T> blocker) {
    try {
      ForkJoinPool.managedBlock(blocker);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException("interrupted");
      cancelled.initCause(e);
      throw cancelled;
    }
    T result = blocker.result;
    if (result == null) {
      throw new IllegalStateException("a step without a result");
    }
    return result;
  }

  private static final class Blocker<T> implements ManagedBlocker {

    private final Supplier<T> step;
    private @Nullable T result;

    Blocker(Supplier<T> step) {
      this.step = step;
    }

    @Override
    public boolean block() {
      result = step.get();
      return true;
    }

    @Override
    public boolean isReleasable() {
      return result != null;
    }
  }
}
