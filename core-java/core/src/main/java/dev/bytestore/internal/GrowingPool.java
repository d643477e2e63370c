package dev.bytestore.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of a few threads that gets more of them when tasks wait and no thread takes one: when all
 * threads are held by tasks that wait themselves, for whatever reason. Tasks that only follow each
 * other quickly never make it grow.
 *
 * <p>With {@code maxThreads} threads held it grows no more. Tasks then wait for one of those to
 * end, and a warning says so.
 */
final class GrowingPool implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(GrowingPool.class);
  private static final Duration IDLE_TIME = Duration.ofSeconds(30);
  private static final Duration STALL = Duration.ofMillis(10);
  private static final int CHECKS_UNTIL_WARNING = 100;

  /** The JVM's own timer thread, on which a check does no more than start threads. */
  private static final Executor CHECKS =
      CompletableFuture.delayedExecutor(STALL.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);

  private final int minThreads;
  private final int maxThreads;
  private final Pool pool;
  private final RareWarning warning =
      new RareWarning(
          LOG,
          "tasks wait because all threads of a pool of bytestore are held; {} times since this was"
              + " last logged: {}");

  /** Whether a check is scheduled; there is one at most. */
  private final AtomicBoolean isWatched = new AtomicBoolean();

  // Read and written by one check after the other, on the one thread of the timer.
  private long takenAtLastCheck = -1;
  private int checksWithoutProgress;

  GrowingPool(int minThreads, int maxThreads, ThreadFactory threads) {
    this.minThreads = minThreads;
    this.maxThreads = maxThreads;
    this.pool = new Pool(minThreads, threads);
  }

  @Override
  public void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (OutOfMemoryError e) { // the system gives no further thread, so those there are do it
      if (pool.getPoolSize() == 0) {
        throw e;
      }
      pool.getQueue().add(task);
    }
    watch();
  }

  int threads() {
    return pool.getPoolSize();
  }

  private void watch() {
    if (!pool.getQueue().isEmpty() && isWatched.compareAndSet(false, true)) {
      CHECKS.execute(this::check);
    }
  }

  private void check() {
    try {
      adjust();
    } catch (Throwable e) { // such as no memory for a thread: a later check may have more luck
      checksWithoutProgress = 0;
    }
    if (pool.getQueue().isEmpty() && pool.getCorePoolSize() == minThreads) {
      isWatched.set(false);
      watch(); // a task may have come since
    } else {
      CHECKS.execute(this::check);
    }
  }

  private void adjust() {
    long taken = pool.taken.sum();
    boolean isStalled = taken == takenAtLastCheck;
    takenAtLastCheck = taken;
    if (pool.getQueue().isEmpty()) {
      checksWithoutProgress = 0;
      shrink();
    } else if (isStalled) {
      grow();
    } else {
      checksWithoutProgress = 0;
    }
  }

  private void grow() {
    if (pool.getPoolSize() < pool.getCorePoolSize()) { // starting some failed, or they ended
      pool.prestartAllCoreThreads();
      return;
    }
    int threads = pool.getPoolSize();
    if (threads < maxThreads) {
      int more = Math.min(maxThreads, 2 * threads);
      pool.setMaximumPoolSize(more);
      pool.setCorePoolSize(more);
    } else if (++checksWithoutProgress == CHECKS_UNTIL_WARNING) {
      checksWithoutProgress = 0;
      warning.log(
          "all %d threads have been held for a second; do not wait in token suppliers, and compose"
                  .formatted(maxThreads)
              + " futures instead of waiting in continuations, or give the store an executor(...)");
    }
  }

  /** Keeps the threads that are held, and as many as there are at least for what comes next. */
  private void shrink() {
    int held = pool.getActiveCount();
    int enough = held == 0 ? minThreads : Math.min(maxThreads, held + minThreads);
    if (enough < pool.getMaximumPoolSize()) {
      pool.setCorePoolSize(enough);
      pool.setMaximumPoolSize(enough); // idle threads beyond it end at once
    }
  }

  private static final class Pool extends ThreadPoolExecutor {

    final LongAdder taken = new LongAdder();

    Pool(int minThreads, ThreadFactory threads) {
      super(
          minThreads,
          minThreads,
          IDLE_TIME.toNanos(),
          TimeUnit.NANOSECONDS,
          new LinkedBlockingQueue<>(),
          threads);
      allowCoreThreadTimeOut(true);
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      taken.increment();
    }
  }
}
