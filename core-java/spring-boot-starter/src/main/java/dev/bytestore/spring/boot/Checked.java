package dev.bytestore.spring.boot;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A store or cache, and how its health is checked.
 *
 * @param check makes a function that reads one absent entry within a timeout. It uses a store of
 *     its own, so that a check neither waits for the requests of the application nor counts as one
 *     of its misses.
 */
record Checked<T>(T bean, Function<Duration, Supplier<CompletableFuture<?>>> check) {

  /** The key of the entry that the checks read. */
  static final String ABSENT = "bytestore-health";
}
