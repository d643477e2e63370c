package dev.bytestore.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The number of requests that may be in flight at the moment, between a few and a limit. An
 * adaptive window follows the load that the server can take, like the congestion window of TCP:
 *
 * <ul>
 *   <li>It starts at 16. Each quick response doubles it, until the first slow one. After that, each
 *       quick response adds a 64th of the limit. It grows only while requests wait for it.
 *   <li>A slow response halves it. A response is slow if it took more than half a second and also
 *       more than three times as long as the quickest one. So a server that always takes long is
 *       not slow: only time that grows with the number of requests in flight counts.
 *   <li>If the server is too busy for a request, the window is set back to 4. From there it doubles
 *       up to half of its former size.
 * </ul>
 *
 * <p>Only one request is timed at a time, so there is about one decision per round trip. While the
 * window has its smallest size, the latest response time replaces the quickest one, because so few
 * requests in flight cannot be the reason for a slow response.
 */
public final class InFlightWindow {

  static final int START = 16;
  static final int LEAST = 4;

  /** A quarter of the shortest default timeout of a server, which is two seconds. */
  static final Duration SLOW = Duration.ofMillis(500);

  static final int SLOW_FACTOR = 3;

  /** How many quick responses it takes to grow from zero to the limit without doubling. */
  private static final int STEPS = 64;

  private static final long NONE = 0;

  private final int limit;
  private final int least;
  private final LongSupplier nanoTime;

  /** When the request that is timed at the moment was sent. */
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

  /** Returns a window whose size is always {@code limit}. */
  static InFlightWindow fixed(int limit) {
    return new InFlightWindow(limit, limit, System::nanoTime);
  }

  /** Returns a window that adapts to the responses. Its size is at most {@code limit}. */
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
    if (!full) { // usually it is set already, and not writing keeps the cache line shared
      full = true;
    }
  }

  /**
   * Tells the window that a request is sent. Call one of {@link #answered}, {@link #listed}, {@link
   * #tooBusy} and {@link #failed} when it ends.
   *
   * @return the time of sending in nanoseconds, to pass to these methods and to {@link #nanosSince}
   */
  public long sent() {
    long now = nanoTime.getAsLong();
    long sentAt = now == NONE ? 1 : now;
    if (timed.get() == NONE) {
      timed.compareAndSet(NONE, sentAt);
    }
    return sentAt;
  }

  /** Returns how many nanoseconds ago a request was sent. */
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
   * Tells the window that a listing request has ended. Such a request may take long on a server
   * that is not busy, so a long time is ignored.
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
   * Tells the window that the server was too busy for the request: it rejected the request for that
   * reason, or did not answer in time.
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
    // A request that was sent before the last set-back is late because of the former size.
    if (!setBack || sentAt - setBackAt > 0) {
      setBack = true;
      setBackAt = nanoTime.getAsLong();
      doublesUpTo = Math.max(least, size / 2);
      size = least;
      timed.set(NONE);
    }
  }
}
