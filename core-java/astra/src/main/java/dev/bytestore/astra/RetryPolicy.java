package dev.bytestore.astra;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.bytestore.astra.DataApiException.Error;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Whether and when a command is sent again. Every command of this package is idempotent, so sending
 * it again is always safe.
 */
final class RetryPolicy {

  /**
   * The errors after which the same command may succeed a little later.
   *
   * <p>The server's own list ({@code errors.yaml} of stargate/data-api 1.0.51, scope DATABASE) says
   * "It is safe to retry this request" for all of these but the last. Two others of that list are
   * left out: COUNT_READ_FAILED, because no store counts documents, and UNKNOWN_KEYSPACE, which a
   * caller should see at once. The server sends the last while its database is down, and when it
   * drops its own queries because another client closed its connection.
   */
  static final Set<String> CODES =
      Set.of(
          "FAILED_COMPARE_AND_SET",
          "FAILED_CONCURRENT_OPERATIONS",
          "FAILED_READ_REQUEST",
          "FAILED_TO_CONNECT_TO_DATABASE",
          "FAILED_TO_READ_METADATA",
          "FAILED_TRUNCATION",
          "FAILED_WRITE_REQUEST",
          "TIMEOUT_READING_DATA",
          "TIMEOUT_WRITING_DATA",
          "UNAVAILABLE_DATABASE",
          "UNEXPECTED_DRIVER_ERROR");

  /** What proxies and gateways send while the server behind them is not ready. */
  private static final Set<Integer> STATUSES = Set.of(429, 502, 503, 504);

  private static final Duration FIRST_DELAY = Duration.ofMillis(50);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

  private final int maxRetries;

  RetryPolicy(int maxRetries) {
    this.maxRetries = maxRetries;
  }

  /**
   * How long to wait before the next attempt, or null if there is none. No attempt starts in the
   * last tenth of the time limit: it would probably end in a timeout, which says less than the
   * failure at hand.
   *
   * @param attempts how many there were
   * @param elapsedNanos how much of {@code limit} has passed
   */
  @Nullable Duration delayAfter(
      int attempts, DataApiException failure, TimeLimit limit, long elapsedNanos) {
    if (attempts > maxRetries || !isWorthRetrying(failure)) {
      return null;
    }
    Duration delay = delay(attempts, failure.retryAfter());
    long left = limit.nanos() - limit.nanos() / 10 - elapsedNanos;
    return NANOSECONDS.convert(delay) <= left ? delay : null;
  }

  /** Whether the same command may do better a little later. */
  static boolean isWorthRetrying(DataApiException failure) {
    List<Error> errors = failure.errors();
    boolean saysSo = !errors.isEmpty() && errors.stream().allMatch(RetryPolicy::isSafeToRetry);
    return saysSo
        || STATUSES.contains(failure.httpStatus())
        || isLostConnection(failure.getCause());
  }

  /** Whether the server says so of this error. */
  static boolean isSafeToRetry(Error error) {
    return CODES.contains(error.code());
  }

  private static boolean isLostConnection(@Nullable Throwable cause) {
    return cause instanceof TimeoutException
        || (cause instanceof IOException
            && !(cause instanceof ProtocolException)
            && !(cause instanceof SSLException)
            && !isUnknownHost(cause));
  }

  private static boolean isUnknownHost(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private static Duration delay(int attempts, @Nullable Duration asked) {
    Duration delay = jittered(FIRST_DELAY.multipliedBy(1L << Math.min(attempts - 1, 20)));
    return asked != null && asked.compareTo(delay) > 0 ? asked.plus(jittered(FIRST_DELAY)) : delay;
  }

  /** Between half and all of {@code delay}, so that clients do not retry at the same time. */
  private static Duration jittered(Duration delay) {
    long longest = Math.min(delay.toNanos(), LONGEST_DELAY.toNanos());
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }
}
