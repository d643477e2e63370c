package dev.bytestore.embedded;

import org.apache.cassandra.utils.Clock;

/** A node's clock, which can be set while the node runs. Cassandra creates it by its name. */
public final class AdjustableClock implements Clock {

  private static volatile long offsetMillis;

  /** Called by Cassandra. */
  public AdjustableClock() {}

  static void setOffset(long millis) {
    offsetMillis = millis;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return System.currentTimeMillis() + offsetMillis;
  }
}
