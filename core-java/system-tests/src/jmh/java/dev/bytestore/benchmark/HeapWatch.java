package dev.bytestore.benchmark;

import static java.util.stream.Collectors.toSet;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * The most heap that was in use right after a garbage collection of this JVM. This includes garbage
 * in the old generation that a young collection leaves, so the true value may be lower.
 */
final class HeapWatch {

  private static final double MEGABYTE = 1 << 20;

  private final Set<String> heapPools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(toSet());
  private final AtomicLong highest = new AtomicLong();
  private volatile long startMillis;

  HeapWatch() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, handback) -> collected(notification),
              /* filter= */ null,
              /* handback= */ null);
    }
  }

  static double maxMegabytes() {
    return Runtime.getRuntime().maxMemory() / MEGABYTE;
  }

  /** Starts again with a full collection, and returns how much heap is in use after it. */
  double restart() {
    System.gc();
    // A notification of an earlier collection may still arrive.
    startMillis = ManagementFactory.getRuntimeMXBean().getUptime();
    highest.set(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    return highestMegabytes();
  }

  double highestMegabytes() {
    return highest.get() / MEGABYTE;
  }

  private void collected(Notification notification) {
    var collection =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
            .getGcInfo();
    if (collection.getStartTime() < startMillis) {
      return;
    }
    long used =
        collection.getMemoryUsageAfterGc().entrySet().stream()
            .filter(pool -> heapPools.contains(pool.getKey()))
            .mapToLong(pool -> pool.getValue().getUsed())
            .sum();
    highest.accumulateAndGet(used, Math::max);
  }
}
