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
 * A pool that starts with a few threads and adds more if all of them are blocked: if tasks are
 * queued and no thread takes one for some milliseconds. A queue of short tasks does not make it
 * grow.
 *
 * <p>It grows up to {@code maxThreads}. If all of these are blocked, tasks wait until one of the
 * threads is free, and a warning is logged.
 */
final class GrowingPool implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(GrowingPool.class);
  private static final Duration IDLE_TIME = Duration.ofSeconds(30);
  private static final Duration STALL = Duration.ofMillis(10);
  private static final int CHECKS_UNTIL_WARNING = 100;

  /** Runs checks on the timer thread of the JVM. A check does nothing but start threads. */
  private static final Executor CHECKS =
      CompletableFuture.delayedExecutor(STALL.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);

  private final int minThreads;
  private final int maxThreads;
  private final Pool pool;
  private final RareWarning warning =
      new RareWarning(
          LOG,
          "tasks wait because all threads of a bytestore pool are blocked; {} times since this was"
              + " last logged. {}");

  /** Whether a check is scheduled. At most one is. */
  private final AtomicBoolean isWatched = new AtomicBoolean();

  // Only used by checks, which run one after the other on the timer thread.
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
    } catch (OutOfMemoryError e) { // no further thread can be started, so the existing ones run it
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
    } catch (Throwable e) { // such as no memory for a thread: a later check tries again
      checksWithoutProgress = 0;
    }
    if (pool.getQueue().isEmpty() && pool.getCorePoolSize() == minThreads) {
      isWatched.set(false);
      watch(); // a task may have been queued since
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
    if (pool.getPoolSize() < pool.getCorePoolSize()) { // some could not be started, or they ended
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
          "All %d threads were blocked for a second. Do not block in token suppliers. Compose"
                  .formatted(maxThreads)
              + " futures instead of blocking in continuations, or set executor(...) on the store's"
              + " builder.");
    }
  }

  /** Keeps the threads that are busy, and {@code minThreads} more for the next tasks. */
  private void shrink() {
    int held = pool.getActiveCount();
    int enough = held == 0 ? minThreads : Math.min(maxThreads, held + minThreads);
    if (enough < pool.getMaximumPoolSize()) {
      pool.setCorePoolSize(enough);
      pool.setMaximumPoolSize(enough); // idle threads beyond this number end at once
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
