package dev.bytestore.faults;

import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.time.TimestampGenerator;
import com.datastax.oss.driver.internal.core.time.AtomicTimestampGenerator;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The timestamps of a client whose clock is a second ahead. The driver creates it by its name. */
public final class SkewedTimestamps implements TimestampGenerator {

  static final Duration SKEW = Duration.ofSeconds(1);

  private final TimestampGenerator exact;

  /** Called by the driver. */
  public SkewedTimestamps(DriverContext context) {
    exact = new AtomicTimestampGenerator(context);
  }

  @Override
  public long next() {
    return exact.next() + TimeUnit.NANOSECONDS.toMicros(SKEW.toNanos());
  }

  @Override
  public void close() throws Exception {
    exact.close();
  }
}
