package dev.bytestore.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The daemon threads, shared by all stores of the process, that parse HTTP responses and continue
 * calls after a pause, such as before a retry.
 *
 * <p>Continuations of users never run here, so a call never waits for a thread that a user's code
 * blocks. The executor of a store would not do, because its only thread may wait for the call. The
 * shared pool and the common pool may be blocked by continuations too, and the HTTP client needs
 * its own threads for other responses.
 */
public final class ResponseExecutor {

  /** Enough even if some token suppliers block, which they should not do. */
  private static final int MAX_THREADS = 16;

  private static final AtomicInteger THREADS = new AtomicInteger();

  private static final GrowingPool POOL =
      new GrowingPool(
          Math.min(MAX_THREADS, Math.max(2, Runtime.getRuntime().availableProcessors())),
          MAX_THREADS,
          ResponseExecutor::newThread);

  private ResponseExecutor() {}

  public static Executor shared() {
    return POOL;
  }

  private static Thread newThread(Runnable work) {
    Thread thread =
        new Thread(
            /* group= */ null,
            work,
            "bytestore-response-" + THREADS.incrementAndGet(),
            /* stackSize= */ 0,
            /* inheritThreadLocals= */ false);
    thread.setDaemon(true);
    // Otherwise the thread would inherit the loader of the application that made the first call.
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    return thread;
  }
}
