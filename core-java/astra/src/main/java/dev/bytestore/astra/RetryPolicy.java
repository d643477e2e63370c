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
 * Decides whether and when a command is retried. Every command of this package is idempotent, so a
 * retry is always safe.
 */
final class RetryPolicy {

  /**
   * The codes of errors that may be temporary.
   *
   * <p>The server's own list ({@code errors.yaml} of stargate/data-api 1.0.51, scope DATABASE) says
   * "It is safe to retry this request" for all of these except UNEXPECTED_DRIVER_ERROR. The server
   * sends UNEXPECTED_DRIVER_ERROR while its database is down, and when it drops its own queries
   * because another client closed its connection. Two codes of that list are not retried:
   * COUNT_READ_FAILED, because no store counts documents, and UNKNOWN_KEYSPACE, which a caller
   * should see at once.
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

  /** The HTTP status codes of proxies and gateways whose server is not ready. */
  private static final Set<Integer> STATUSES = Set.of(429, 502, 503, 504);

  private static final Duration FIRST_DELAY = Duration.ofMillis(50);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

  private final int maxRetries;

  RetryPolicy(int maxRetries) {
    this.maxRetries = maxRetries;
  }

  /**
   * The pause before the next attempt, or null if there is no further attempt. No attempt starts in
   * the last tenth of the time limit: it would probably end in a timeout, which says less than this
   * failure.
   *
   * @param attempts the number of attempts so far
   * @param elapsedNanos the part of {@code limit} that has passed
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

  /** Whether the failure may be temporary, so that the same command may succeed later. */
  static boolean isWorthRetrying(DataApiException failure) {
    List<Error> errors = failure.errors();
    boolean saysSo = !errors.isEmpty() && errors.stream().allMatch(RetryPolicy::isSafeToRetry);
    return saysSo
        || STATUSES.contains(failure.httpStatus())
        || isLostConnection(failure.getCause());
  }

  /** Whether the error may be temporary. */
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

  /** A random time between half and all of {@code delay}, so that clients do not retry at once. */
  private static Duration jittered(Duration delay) {
    long longest = Math.min(delay.toNanos(), LONGEST_DELAY.toNanos());
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }
}
