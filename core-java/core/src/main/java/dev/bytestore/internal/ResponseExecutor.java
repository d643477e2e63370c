package dev.bytestore.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where HTTP responses are parsed, and where calls go on after a pause, such as before a retry:
 * daemon threads that all stores of the process share.
 *
 * <p>Continuations of users do not run here, so a call never waits for a thread that a user holds.
 * For that reason it is neither the executor of a store, whose only thread may be the one that
 * waits for the call, nor the pool where calls complete. The common pool belongs to the application
 * too, and the HTTP client's threads are needed for other responses.
 */
public final class ResponseExecutor {

  /** Enough threads even when some token suppliers block, which they should not. */
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
    // Not that of the application that happens to make the first call.
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    return thread;
  }
}
