package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.RequestThrottlingException;
import dev.bytestore.internal.WaitLimit;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** How long a call waits for its turn while the server does nothing for its store. */
final class TurnTimeout {

  private TurnTimeout() {}

  /**
   * @param table the table's name, for the message
   * @param requestTimeout zero for none
   */
  static WaitLimit of(String table, Supplier<Duration> requestTimeout) {
    return new WaitLimit(
        () -> {
          long nanos = requestTimeout.get().toNanos();
          return nanos > 0 ? nanos : Long.MAX_VALUE;
        },
        () -> new RequestThrottlingException(message(table, requestTimeout.get())));
  }

  private static String message(String table, Duration requestTimeout) {
    return String.format(
        Locale.ROOT,
        "%s: a request waited for its turn and was not sent, because no request of the store"
            + " succeeded for %.1f s, the request timeout: the server does not respond or is"
            + " overloaded",
        table,
        requestTimeout.toNanos() / 1e9);
  }
}
