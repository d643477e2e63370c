package dev.bytestore.astra;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a request may take.
 *
 * @param option which option of a builder sets {@code total}
 * @param total for all attempts and the pauses between them
 * @param attempt for one attempt, from its start to the last byte of the response
 */
record TimeLimit(String option, Duration total, Duration attempt) {

  /**
   * The limit of commands on documents.
   *
   * @param attempt null for half of the total, which leaves time for a second attempt
   */
  static TimeLimit ofCall(Duration callTimeout, @Nullable Duration attempt) {
    return new TimeLimit(
        "callTimeout", callTimeout, attempt == null ? callTimeout.dividedBy(2) : attempt);
  }

  /**
   * The limit of commands that change the schema. One attempt may take all of it: while the server
   * still creates a collection, a second request for that collection fails.
   */
  static TimeLimit ofSetup(Duration setupTimeout) {
    return new TimeLimit("setupTimeout", setupTimeout, setupTimeout);
  }

  /** {@code total} in nanoseconds, or the most that a long can hold. */
  long nanos() {
    return NANOSECONDS.convert(total);
  }

  /** How long an attempt may take that starts after {@code elapsedNanos} of the total. */
  Duration attemptAfter(long elapsedNanos) {
    long left = Math.max(0, nanos() - elapsedNanos);
    return Duration.ofNanos(Math.min(NANOSECONDS.convert(attempt), left));
  }
}
