package dev.bytestore.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * Where futures complete unless the user names an executor: one small pool of daemon threads for
 * all stores of the process.
 *
 * <p>Not the common pool: that has no thread at all under {@code
 * java.util.concurrent.ForkJoinPool.common.parallelism=0}, and one on two cores, which any parallel
 * stream may hold. Being a fork-join pool it adds a thread when a continuation waits for another
 * future.
 */
public final class CompletionExecutor {

  private static final ForkJoinWorkerThreadFactory THREADS =
      pool -> {
        ForkJoinWorkerThread thread =
            ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
        thread.setName("bytestore-" + thread.getPoolIndex());
        return thread;
      };

  private static final ForkJoinPool POOL =
      new ForkJoinPool(
          Math.max(4, Runtime.getRuntime().availableProcessors()),
          THREADS,
          /* handler= */ null,
          /* asyncMode= */ true);

  private CompletionExecutor() {}

  public static Executor shared() {
    return POOL;
  }
}
