package dev.bytestore.internal;

import java.time.Duration;
import java.util.List;

/**
 * Fails the calls that have waited longer than a {@link WaitLimit} allows while no request
 * succeeded.
 *
 * <p>There is no timer per call. While calls wait, one timer looks at the queue.
 */
final class StallWatch {

  /** A timer that runs longer would keep a store in memory that nobody uses any more. */
  private static final long LONGEST_TIMER_NANOS = Duration.ofMinutes(1).toNanos();

  /** How many times within the longest wait the watch checks which calls have waited too long. */
  private static final int LOOKS = 50;

  private final Object lock;
  private final TurnQueue queue;
  private final WaitLimit waitLimit;

  /** Whether the timer runs. Guarded by the lock. */
  private boolean watching;

  /** When a request last succeeded while a call waited, by {@link System#nanoTime}. */
  private volatile long lastProgress = System.nanoTime();

  /**
   * @param lock guards {@code queue} and the calls in it
   */
  StallWatch(Object lock, TurnQueue queue, WaitLimit waitLimit) {
    this.lock = lock;
    this.queue = queue;
    this.waitLimit = waitLimit;
  }

  void progressed() {
    if (!queue.isEmpty()) {
      lastProgress = System.nanoTime();
    }
  }

  /** See {@link RequestLimiter#withoutProgressSince}. */
  long withoutProgressSince(long start) {
    long progress = lastProgress;
    return progress - start > 0 ? progress : start;
  }

  /** Makes sure that {@code batch} does not wait too long. Returns whether it waits at all. */
  boolean watch(Batch<?> batch) {
    long limit = waitLimit.nanos().getAsLong();
    synchronized (lock) {
      if (!batch.queued || watching || limit == Long.MAX_VALUE) {
        return batch.queued;
      }
      watching = true;
    }
    lookLater(limit, limit);
    return true;
  }

  private void lookLater(long nanos, long limit) {
    long pause = Math.min(LONGEST_TIMER_NANOS, Math.max(nanos, limit / LOOKS + 1));
    Futures.later(pause).execute(this::failStalled);
  }

  /** Fails the calls that have waited too long, if no request has succeeded for so long either. */
  private void failStalled() {
    long limit = waitLimit.nanos().getAsLong();
    List<Batch<?>> stalled = List.of();
    long left;
    boolean again;
    synchronized (lock) {
      long now = System.nanoTime();
      left = limit - (now - lastProgress);
      if (left <= 0) {
        stalled = queue.removeWaitingSince(now - limit);
      }
      watching = !queue.isEmpty();
      again = watching;
    }
    if (again) {
      lookLater(left, limit);
    }
    for (Batch<?> batch : stalled) {
      batch.failed(waitLimit.failure().get());
      batch.complete();
    }
  }
}
