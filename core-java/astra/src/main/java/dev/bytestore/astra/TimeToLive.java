package dev.bytestore.astra;

import dev.bytestore.internal.Arguments;
import java.time.Duration;

/** Refuses a time-to-live, which collections of the Data API do not support. */
final class TimeToLive {

  private TimeToLive() {}

  /**
   * Accepts only zero, which means that entries do not expire.
   *
   * @throws UnsupportedOperationException if {@code ttl} is greater than zero
   * @throws IllegalArgumentException if {@code ttl} is negative or longer than 20 years
   */
  static void refuse(Duration ttl) {
    if (Arguments.ttlSeconds(ttl) != 0) {
      throw new UnsupportedOperationException(
          "ttl: must be zero, because documents of the Data API do not expire; entries of a"
              + " Cassandra table, which the same database can hold, do");
    }
  }
}
