package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import dev.bytestore.cassandra.TableSchema.Column;
import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Futures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the nodes know a table that was created a moment ago. A node that does not know it
 * refuses requests, and in tests, entries that other nodes had acknowledged were missing for a
 * while.
 *
 * <p>The driver waits too, but not in a session with schema metadata disabled.
 */
final class NewTable {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final CqlSession session;
  private final SimpleStatement question;
  private final Queue<Node> toAsk;
  private final long start = System.nanoTime();

  private NewTable(CqlSession session, SimpleStatement question, Queue<Node> toAsk) {
    this.session = session;
    this.question = question;
    this.toAsk = toAsk;
  }

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

  /**
   * Completes when each node that serves the session accepts {@code question}, which is invalid on
   * a node that does not know the table. Completes after ten seconds in any case, because the setup
   * should not fail for this reason.
   */
  static CompletionStage<@Nullable Void> awaitKnown(CqlSession session, SimpleStatement question) {
    Collection<Node> nodes = session.getMetadata().getNodes().values();
    if (nodes.size() < 2) {
      return CompletableFuture.completedStage(null);
    }
    Queue<Node> toAsk = new ArrayDeque<>();
    for (Node node : nodes) {
      if (node.getDistance() == NodeDistance.LOCAL && node.getState() == NodeState.UP) {
        toAsk.add(node);
      }
    }
    NewTable table = new NewTable(session, question.setTimeout(LIMIT), toAsk);
    return AsyncLoop.whileTrue(table::askNext);
  }

  /** Asks one node, and returns whether to continue. */
  private CompletionStage<Boolean> askNext() {
    Node node = toAsk.peek();
    if (node == null || System.nanoTime() - start > LIMIT.toNanos()) {
      return CompletableFuture.completedStage(false);
    }
    return session
        .executeAsync(question.setNode(node))
        .handle((answer, failure) -> failure != null && isUnknown(Futures.unwrap(failure)))
        .thenCompose(
            unknown -> {
              if (unknown) {
                return CompletableFuture.supplyAsync(() -> true, Futures.later(PAUSE.toNanos()));
              }
              toAsk.remove(); // a node that fails otherwise serves no requests
              return CompletableFuture.completedStage(true);
            });
  }

  private static boolean isUnknown(Throwable failure) {
    return failure instanceof InvalidQueryException;
  }
}
