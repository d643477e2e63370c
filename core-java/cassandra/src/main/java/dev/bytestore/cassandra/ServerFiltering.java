package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether listings let the server filter keys by prefix. After a refusal, the next attempt is made
 * ten minutes later, because the server's settings may have changed.
 */
final class ServerFiltering {

  static final Duration PAUSE = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(ServerFiltering.class);

  private final LongSupplier nanoTime;
  private final Object lock = new Object();
  private volatile boolean refused;
  private volatile long refusedAt;

  /**
   * @param nanoTime the clock, like {@link System#nanoTime}
   */
  ServerFiltering(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  boolean isWorthTrying() {
    return !refused || nanoTime.getAsLong() - refusedAt >= PAUSE.toNanos();
  }

  /** To be called each time that the server has filtered. */
  void accepted() {
    if (!refused) {
      return;
    }
    synchronized (lock) {
      if (!refused || !isWorthTrying()) { // sent before another node refused
        return;
      }
      refused = false;
    }
    LOG.info("The server filters keys by prefix again");
  }

  /** To be called each time that the server refuses to filter, but lists keys without a filter. */
  void refused(Throwable refusal) {
    boolean first;
    synchronized (lock) {
      first = !refused;
      refusedAt = nanoTime.getAsLong();
      refused = true;
    }
    if (first) {
      LOG.warn(
          "The server refuses to filter keys by prefix, so listings with a prefix read all keys and"
              + " filter them in the client. The next attempt is in {} minutes. The server's"
              + " message: {}",
          PAUSE.toMinutes(),
          refusal.getMessage());
    }
  }

  /** Whether the same request may succeed without a filter. */
  static boolean mayBeRefusal(Throwable failure) {
    return failure instanceof InvalidQueryException || failure instanceof SyntaxError;
  }

  /**
   * Whether {@code failure} says that the server refuses to filter. Cassandra's guardrail names
   * {@code ALLOW FILTERING}. ScyllaDB and old versions of Cassandra do not allow "a normal relation
   * and a token relation", or any other "relation on the partition key". A server that does not
   * know the keywords reports a syntax error.
   */
  static boolean isRefusal(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return failure instanceof SyntaxError
        || (failure instanceof InvalidQueryException
            && (message.contains("allow filtering")
                || message.contains("token relation")
                || message.contains("relation are supported on the partition key")));
  }
}
