package dev.bytestore.benchmark;

import java.time.Duration;

/** Prints the progress of a long step every few seconds. Safe for use by many threads. */
final class Progress {

  private static final long INTERVAL_NANOS = Duration.ofSeconds(3).toNanos();

  private final String what;
  private final HeapWatch heap;
  private final long start = System.nanoTime();
  private long count;
  private long printedCount;
  private long printedAt = start;

  Progress(String what, HeapWatch heap) {
    this.what = what;
    this.heap = heap;
  }

  /** Adds {@code keys} to those that are done. */
  synchronized void add(int keys) {
    count += keys;
    long now = System.nanoTime();
    if (now - printedAt >= INTERVAL_NANOS) {
      System.out.printf(
          "%s: %,d keys, %,.0f/s, %.0f MB of heap%n",
          what, count, (count - printedCount) * 1e9 / (now - printedAt), heap.highestMegabytes());
      printedAt = now;
      printedCount = count;
    }
  }

  /** The time since the start, in seconds. */
  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
