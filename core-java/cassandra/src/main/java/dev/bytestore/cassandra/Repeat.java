package dev.bytestore.cassandra;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A request that must be retried because the server was too busy for it.
 *
 * @param attempts the number of attempts so far
 * @param nanos how long the attempts and the pauses took
 * @param failure the failure of the latest attempt
 */
record Repeat(int request, int attempts, long nanos, Throwable failure) {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  Repeat after(long pause) {
    return new Repeat(request, attempts, nanos + pause, failure);
  }

  /** Exponential backoff with jitter: a random time between half of the pause and all of it. */
  static long jitteredPause(List<Repeat> failed) {
    int attempts = failed.stream().mapToInt(Repeat::attempts).max().orElse(1);
    long longest =
        Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(attempts - 1, 20));
    return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
  }
}
