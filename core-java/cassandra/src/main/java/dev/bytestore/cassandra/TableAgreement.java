package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Futures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the nodes that serve a session agree on a table.
 *
 * <p>If several clients create a table at the same time through different nodes, each node may give
 * it an id of its own (CASSANDRA-10699). The nodes later keep one of the ids, and drop the rows
 * that were written under the others, although these writes were acknowledged. A node first writes
 * the new id into its system tables, and then announces its new schema version when it uses that
 * id. So both must be equal.
 *
 * @param <N> a node
 */
final class TableAgreement<N> {

  private static final Duration PAUSE = Duration.ofMillis(100);

  /** How long to wait for nodes that do not know the table, or do not answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * What a node knows.
   *
   * @param table the id of the table; null if the node does not know the table
   * @param version the version of the node's schema
   */
  record NodeSchema(@Nullable UUID table, @Nullable UUID version) {}

  private final String table;
  private final Supplier<Map<N, CompletionStage<NodeSchema>>> askAll;
  private final Duration limit;
  private final long start = System.nanoTime();

  private TableAgreement(
      String table, Supplier<Map<N, CompletionStage<NodeSchema>>> askAll, Duration limit) {
    this.table = table;
    this.askAll = askAll;
    this.limit = limit;
  }

  /**
   * Completes when all nodes of the local datacenter that are up have the same id for the table and
   * the same schema version. If only the versions differ, or a node does not know the table or does
   * not answer, it completes after ten seconds in any case, or after {@code limit} if that is
   * shorter.
   *
   * @param table the table's name, for the message
   * @param ask asks a node
   * @return a future that fails with an {@link IllegalStateException} if there are several ids
   *     after {@code limit}
   */
  static CompletionStage<@Nullable Void> await(
      String table,
      CqlSession session,
      Function<Node, CompletionStage<NodeSchema>> ask,
      Duration limit) {
    return await(
        table,
        () -> {
          Map<Node, CompletionStage<NodeSchema>> answers = new HashMap<>();
          serving(session).forEach(node -> answers.put(node, ask.apply(node)));
          return answers;
        },
        limit);
  }

  /** As the other {@code await}, with a function that asks all nodes. */
  static <N> CompletionStage<@Nullable Void> await(
      String table, Supplier<Map<N, CompletionStage<NodeSchema>>> askAll, Duration limit) {
    return AsyncLoop.whileTrue(new TableAgreement<>(table, askAll, limit)::isToRepeat);
  }

  /** The nodes that requests of the session are sent to; none if the cluster has only one node. */
  private static List<Node> serving(CqlSession session) {
    Collection<Node> nodes = session.getMetadata().getNodes().values();
    if (nodes.size() < 2) {
      return List.of();
    }
    return nodes.stream()
        .filter(node -> node.getDistance() == NodeDistance.LOCAL)
        .filter(node -> node.getState() == NodeState.UP)
        .toList();
  }

  private CompletionStage<Boolean> isToRepeat() {
    Map<N, CompletableFuture<@Nullable NodeSchema>> answers = new HashMap<>();
    askAll
        .get()
        .forEach(
            (node, answer) ->
                answers.put(
                    node,
                    answer
                        .<@Nullable NodeSchema>handle((schema, failure) -> schema)
                        .toCompletableFuture()));
    return CompletableFuture.allOf(answers.values().toArray(CompletableFuture<?>[]::new))
        .thenCompose(done -> isToRepeat(answers));
  }

  private CompletionStage<Boolean> isToRepeat(
      Map<N, CompletableFuture<@Nullable NodeSchema>> answers) {
    Map<UUID, List<N>> ids = new TreeMap<>();
    Set<@Nullable UUID> versions = new HashSet<>();
    boolean allKnowIt = true;
    for (Map.Entry<N, CompletableFuture<@Nullable NodeSchema>> answer : answers.entrySet()) {
      NodeSchema schema = answer.getValue().join();
      if (schema == null || schema.table() == null) {
        allKnowIt = false;
      } else {
        ids.computeIfAbsent(schema.table(), id -> new ArrayList<>()).add(answer.getKey());
        versions.add(schema.version());
      }
    }
    long nanos = System.nanoTime() - start;
    if (ids.size() > 1) {
      if (nanos > limit.toNanos()) {
        throw disagreement(ids);
      }
    } else if (ids.isEmpty() // no node returns ids, so there is nothing to wait for
        || (allKnowIt && versions.size() == 1)
        || nanos > Math.min(PATIENCE.toNanos(), limit.toNanos())) {
      return CompletableFuture.completedStage(false);
    }
    return CompletableFuture.supplyAsync(() -> true, Futures.later(PAUSE.toNanos()));
  }

  private IllegalStateException disagreement(Map<UUID, List<N>> ids) {
    return new IllegalStateException(
        ("after %d s, the nodes still have different ids for table %s: %s. Probably several clients"
                + " created it at the same time. Rows that are written now can be lost. Call"
                + " ensureSetup() again later. If the ids stay different, restart the nodes one"
                + " after the other")
            .formatted(limit.toSeconds(), table, ids));
  }
}
