package dev.bytestore.astra;

import dev.bytestore.internal.Arguments;
import java.time.Duration;

/** What the Data API's collections do not have. */
final class TimeToLive {

  private TimeToLive() {}

  /**
   * Lets only zero pass, which means for ever.
   *
   * @throws UnsupportedOperationException if entries were to expire
   */
  static void refuse(Duration ttl) {
    if (Arguments.ttlSeconds(ttl) != 0) {
      throw new UnsupportedOperationException(
          "ttl: documents of the Data API do not expire; a store in a Cassandra table of the same"
              + " database lets entries expire");
    }
  }
}
