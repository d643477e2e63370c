package dev.bytestore.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * A warning that is logged at most once a minute, with the number of events since the last time.
 */
public final class RareWarning {

  private static final long NANOS_BETWEEN_LOGS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final String format;
  private final AtomicLong eventsSinceLog = new AtomicLong();
  private final AtomicLong lastLog = new AtomicLong(System.nanoTime() - NANOS_BETWEEN_LOGS);

  /**
   * @param format has a placeholder for the number of events and one for the latest event
   */
  public RareWarning(Logger log, String format) {
    this.log = log;
    this.format = format;
  }

  public void log(String event) {
    eventsSinceLog.incrementAndGet();
    long now = System.nanoTime();
    long last = lastLog.get();
    if (now - last >= NANOS_BETWEEN_LOGS && lastLog.compareAndSet(last, now)) {
      log.warn(format, eventsSinceLog.getAndSet(0), event);
    }
  }
}
