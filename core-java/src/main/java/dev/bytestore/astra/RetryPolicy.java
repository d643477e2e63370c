package dev.bytestore.astra;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How often and when a command is sent again. Every command of this package can be: the last of two
 * equal ones leaves what the first did.
 */
final class RetryPolicy {

  private static final Duration FIRST_DELAY = Duration.ofMillis(50);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(60);

  private final int maxRetries;

  RetryPolicy(int maxRetries) {
    this.maxRetries = maxRetries;
  }

  /**
   * How long to wait before the next attempt, or null if there is to be none.
   *
   * @param attempts how many there were
   */
  @Nullable Duration delayAfter(int attempts, DataApiException failure) {
    if (attempts > maxRetries || !failure.isWorthRetrying()) {
      return null;
    }
    Duration asked = failure.retryAfter();
    if (asked != null && asked.compareTo(LONGEST_RETRY_AFTER) > 0) {
      return null;
    }
    Duration delay = jittered(FIRST_DELAY.multipliedBy(1L << Math.min(attempts - 1, 20)));
    return asked != null && asked.compareTo(delay) > 0 ? asked.plus(jittered(FIRST_DELAY)) : delay;
  }

  /** Between half of and all of {@code delay}: those who failed together shall not meet again. */
  private static Duration jittered(Duration delay) {
    long longest = Math.min(delay.toNanos(), LONGEST_DELAY.toNanos());
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }
}
