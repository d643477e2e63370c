package dev.bytestore.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many requests may be in flight at present, between a few and a limit. An adaptive window
 * follows what the server can take, as TCP's congestion window does:
 *
 * <ul>
 *   <li>It starts at 16 and doubles with each quick response, until the first slow one. From then
 *       on it grows by a 64th of the limit with each quick response. It grows only while requests
 *       wait for it.
 *   <li>A slow response halves it. A response is slow when it took more than half a second and also
 *       more than three times as long as the quickest one. A server that always takes long is
 *       therefore not slow: only time that grows with the number of requests in flight counts.
 *   <li>A request that the server was too busy to answer sets it back to 4. From there it doubles
 *       up to half of what it was.
 * </ul>
 *
 * <p>One request is timed at a time, so there is about one decision per round trip. While the
 * window has its least size, the latest response time replaces the quickest one: with so few
 * requests in flight, they cannot be the reason for a slow response.
 */
public final class InFlightWindow {

  static final int START = 16;
  static final int LEAST = 4;

  /** A quarter of the shortest time, two seconds, after which a server gives up by default. */
  static final Duration SLOW = Duration.ofMillis(500);

  static final int SLOW_FACTOR = 3;

  /** How many quick responses it takes to grow from nothing to the limit without doubling. */
  private static final int STEPS = 64;

  private static final long NONE = 0;

  private final int limit;
  private final int least;
  private final LongSupplier nanoTime;

  /** When the request that is timed at present was sent. */
  private final AtomicLong timed = new AtomicLong(NONE);

  private volatile int size;

  /** Whether a request had to wait since the window last grew. */
  private volatile boolean full;

  // Guarded by this.
  private int doublesUpTo;
  private long quickest = Long.MAX_VALUE;
  private boolean setBack;
  private long setBackAt;

  private InFlightWindow(int limit, int start, LongSupplier nanoTime) {
    this.limit = Arguments.positive(limit, "limit");
    this.least = Math.min(limit, LEAST);
    this.doublesUpTo = limit;
    this.size = Math.min(limit, start);
    this.nanoTime = nanoTime;
  }

  /** A window that is always {@code limit} wide. */
  static InFlightWindow fixed(int limit) {
    return new InFlightWindow(limit, limit, System::nanoTime);
  }

  /** A window that adapts to the responses, and is never wider than {@code limit}. */
  public static InFlightWindow adaptive(int limit) {
    return adaptive(limit, System::nanoTime);
  }

  static InFlightWindow adaptive(int limit, LongSupplier nanoTime) {
    return new InFlightWindow(limit, START, nanoTime);
  }

  int size() {
    return size;
  }

  /** Tells the window that a request waits for it. */
  void isFull() {
    if (!full) { // most often it is known, and then the cache line stays shared
      full = true;
    }
  }

  /**
   * Tells the window that a request is sent. To be followed by one call of {@link #answered},
   * {@link #tooBusy} or {@link #failed}.
   *
   * @return when, in nanoseconds as {@link #nanosSince} takes it
   */
  public long sent() {
    long now = nanoTime.getAsLong();
    long sentAt = now == NONE ? 1 : now;
    if (timed.get() == NONE) {
      timed.compareAndSet(NONE, sentAt);
    }
    return sentAt;
  }

  /** How long ago a request was sent. */
  public long nanosSince(long sentAt) {
    return nanoTime.getAsLong() - sentAt;
  }

  /** Tells the window that the request which was sent at {@code sentAt} was answered. */
  public void answered(long sentAt) {
    if (timed.get() == sentAt) {
      responded(nanosSince(sentAt));
      timed.compareAndSet(sentAt, NONE);
    }
  }

  /**
   * Tells the window that a request which may take long by itself has ended. Unlike that of others
   * its time is only looked at when it was short.
   */
  public void listed(long sentAt, boolean succeeded) {
    if (succeeded && nanosSince(sentAt) <= SLOW.toNanos()) {
      answered(sentAt);
    } else {
      failed(sentAt);
    }
  }

  /** Tells the window that the request failed for a reason other than a busy server. */
  public void failed(long sentAt) {
    timed.compareAndSet(sentAt, NONE);
  }

  /**
   * Tells the window that the server was too busy for the request: it refused it for that reason,
   * or did not answer in time.
   */
  public void tooBusy(long sentAt) {
    setBack(sentAt);
    timed.compareAndSet(sentAt, NONE);
  }

  private synchronized void responded(long nanos) {
    quickest = size == least ? nanos : Math.min(quickest, nanos);
    if (nanos > SLOW.toNanos() && nanos / SLOW_FACTOR > quickest) {
      size = Math.max(least, size / 2);
      doublesUpTo = size;
    } else if (full) {
      full = false;
      int grown =
          size < doublesUpTo ? Math.min(2 * size, doublesUpTo) : size + Math.max(1, limit / STEPS);
      size = Math.min(limit, grown);
    }
  }

  private synchronized void setBack(long sentAt) {
    // Those sent before are answered late because of what the window was then.
    if (!setBack || sentAt - setBackAt > 0) {
      setBack = true;
      setBackAt = nanoTime.getAsLong();
      doublesUpTo = Math.max(least, size / 2);
      size = least;
      timed.set(NONE);
    }
  }
}
