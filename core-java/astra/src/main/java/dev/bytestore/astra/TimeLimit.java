package dev.bytestore.astra;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The longest that a request may take.
 *
 * @param option the builder's option that sets {@code total}
 * @param total the limit of all attempts and the pauses between them
 * @param attempt the limit of one attempt, from its start to the last byte of the response
 * @param largeAttempt the limit of one attempt with a body of {@link #LARGE_BODY} bytes or more
 */
record TimeLimit(String option, Duration total, Duration attempt, Duration largeAttempt) {

  /** The size from which a body counts as large, in bytes. */
  static final int LARGE_BODY = 1 << 20;

  /**
   * The limit of commands on documents.
   *
   * @param attempt null for half of the total, which leaves time for a second attempt. An attempt
   *     with a large body may then take the total: many of them share the bandwidth, and a second
   *     attempt would be as slow.
   */
  static TimeLimit ofCall(Duration callTimeout, @Nullable Duration attempt) {
    return attempt == null
        ? new TimeLimit("callTimeout", callTimeout, callTimeout.dividedBy(2), callTimeout)
        : new TimeLimit("callTimeout", callTimeout, attempt, attempt);
  }

  /**
   * The limit of commands that change the schema. One attempt may take all of it: while the server
   * still creates a collection, a second request for that collection fails.
   */
  static TimeLimit ofSetup(Duration setupTimeout) {
    return new TimeLimit("setupTimeout", setupTimeout, setupTimeout, setupTimeout);
  }

  /** {@code total} in nanoseconds, at most {@link Long#MAX_VALUE}. */
  long nanos() {
    return NANOSECONDS.convert(total);
  }

  /** The limit of an attempt that starts after {@code elapsedNanos} of the total. */
  Duration attemptAfter(long elapsedNanos, int bodyBytes) {
    long left = Math.max(0, nanos() - elapsedNanos);
    Duration most = bodyBytes < LARGE_BODY ? attempt : largeAttempt;
    return Duration.ofNanos(Math.min(NANOSECONDS.convert(most), left));
  }
}
