package dev.bytestore.faults;

import java.lang.management.ManagementFactory;

/** The heap of this JVM. */
final class Heap {

  private static final int COLLECTIONS = 3;

  private Heap() {}

  /** Returns how many bytes of the heap are in use after a garbage collection. */
  static long used() {
    long least = Long.MAX_VALUE;
    // What one collection finds to be unreachable, a cleaner may release only before the next.
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
