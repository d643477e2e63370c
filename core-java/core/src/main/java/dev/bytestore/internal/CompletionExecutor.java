package dev.bytestore.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The shared pool of daemon threads of all stores of the process. It completes futures, unless the
 * user sets an executor, and it runs blocking steps.
 *
 * <p>The common pool would not do. With {@code
 * java.util.concurrent.ForkJoinPool.common.parallelism=0} it has no thread. On two cores it has one
 * thread, which any parallel stream may block.
 */
public final class CompletionExecutor {

  /** If continuations block this number of threads, other tasks wait until one of them is free. */
  static final int MAX_THREADS = 256;

  private static final AtomicInteger THREADS = new AtomicInteger();

  private static final GrowingPool POOL =
      new GrowingPool(
          Math.max(4, Runtime.getRuntime().availableProcessors()), MAX_THREADS, PoolThread::new);

  private CompletionExecutor() {}

  public static Executor shared() {
    return POOL;
  }

  /** Returns whether {@code thread} belongs to this pool. */
  static boolean owns(Thread thread) {
    return thread instanceof PoolThread;
  }

  private static final class PoolThread extends Thread {

    PoolThread(Runnable work) {
      super(
          /* group= */ null,
          work,
          "bytestore-" + THREADS.incrementAndGet(),
          /* stackSize= */ 0,
          /* inheritThreadLocals= */ false);
      setDaemon(true);
      // Otherwise the thread would inherit the loader of the application that made the first call.
      setContextClassLoader(ClassLoader.getSystemClassLoader());
    }
  }
}
