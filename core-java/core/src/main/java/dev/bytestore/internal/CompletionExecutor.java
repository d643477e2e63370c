package dev.bytestore.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where futures complete unless the user names an executor, and where blocking steps run: one pool
 * of daemon threads for all stores of the process.
 *
 * <p>Not the common pool: that has no thread at all under {@code
 * java.util.concurrent.ForkJoinPool.common.parallelism=0}, and one on two cores, which any parallel
 * stream may hold.
 */
public final class CompletionExecutor {

  /** How many continuations may wait at the same time before others have to wait for them. */
  static final int MAX_THREADS = 256;

  private static final AtomicInteger THREADS = new AtomicInteger();

  private static final GrowingPool POOL =
      new GrowingPool(
          Math.max(4, Runtime.getRuntime().availableProcessors()), MAX_THREADS, PoolThread::new);

  private CompletionExecutor() {}

  public static Executor shared() {
    return POOL;
  }

  /** Whether {@code thread} is one of this pool's. */
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
      // Not that of the application that happens to make the first call.
      setContextClassLoader(ClassLoader.getSystemClassLoader());
    }
  }
}
