package dev.bytestore.cassandra;

import dev.bytestore.cassandra.TableSchema.Column;
import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Futures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Waits for a table that the server creates after it has responded to {@code CREATE TABLE}. */
final class NewTable {

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private NewTable() {}

  /**
   * Reads the columns of {@code table} again and again until there are any. Some servers, such as
   * Amazon Keyspaces, respond before they have created the table.
   *
   * @return the columns; fails with an {@link IllegalStateException} if there are none after {@code
   *     limit}
   */
  static CompletionStage<List<Column>> awaitColumns(
      String table, Supplier<CompletionStage<List<Column>>> read, Duration limit) {
    long start = System.nanoTime();
    AtomicReference<List<Column>> columns = new AtomicReference<>(List.of());
    AtomicReference<Duration> pause = new AtomicReference<>(PAUSE);
    return AsyncLoop.whileTrue(
            () ->
                read.get()
                    .thenCompose(
                        found -> {
                          columns.set(found);
                          if (!found.isEmpty()) {
                            return CompletableFuture.completedStage(false);
                          }
                          if (System.nanoTime() - start > limit.toNanos()) {
                            throw new IllegalStateException(
                                ("the server accepted CREATE TABLE %s, but the table did not appear"
                                        + " within %s. Call ensureSetup() again later, or set a"
                                        + " longer setupTimeout(...)")
                                    .formatted(table, limit));
                          }
                          long nanos = pause.getAndUpdate(NewTable::longer).toNanos();
                          return CompletableFuture.supplyAsync(() -> true, Futures.later(nanos));
                        }))
        .thenApply(done -> columns.get());
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }
}
