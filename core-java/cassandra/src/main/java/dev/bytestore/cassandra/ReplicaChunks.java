package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Cuts many keys, or entries, into the parts that go into one request each, such that one node can
 * answer a whole request: what shares a chunk shares its first replica, where the driver knows the
 * replicas.
 */
final class ReplicaChunks {

  /** What a chunk may hold, and what there is to know about an item that might go into it. */
  record Limits<T>(Function<T, String> key, int items, ToLongFunction<T> bytes, long totalBytes) {

    /** So many items, however long each is. */
    static <T> Limits<T> of(Function<T, String> key, int items) {
      return new Limits<>(key, items, item -> 0, Long.MAX_VALUE);
    }
  }

  /** Items for one request. */
  static final class Chunk<T> {

    private final CqlIdentifier keyspace;
    private final @Nullable ByteBuffer routingKey;
    private final List<T> items = new ArrayList<>();
    private long bytes;

    /**
     * @param routingKey the first key as the driver hashes it, null where any node will do
     */
    private Chunk(CqlIdentifier keyspace, @Nullable ByteBuffer routingKey) {
      this.keyspace = keyspace;
      this.routingKey = routingKey;
    }

    List<T> items() {
      return items;
    }

    /** Sends a request for all that is in this chunk to the node that has it. */
    BoundStatement route(BoundStatementBuilder request) {
      if (routingKey != null) {
        // The driver finds the routing key of an equality by itself, but not that of an IN.
        request.setRoutingKeyspace(keyspace).setRoutingKey(routingKey);
      }
      return request.build();
    }

    private boolean takes(long itemBytes, Limits<T> limits) {
      return items.size() < limits.items() && bytes + itemBytes <= limits.totalBytes();
    }

    private void add(T item, long itemBytes) {
      items.add(item);
      bytes += itemBytes;
    }
  }

  private ReplicaChunks() {}

  /** All {@code items}, each in one chunk; an item over the limit of bytes has one of its own. */
  static <T> List<Chunk<T>> of(
      Metadata metadata, CqlIdentifier keyspace, Collection<T> items, Limits<T> limits) {
    TokenMap tokens = metadata.getTokenMap().orElse(null);
    boolean oneNode = metadata.getNodes().size() < 2;
    List<Chunk<T>> chunks = new ArrayList<>(items.size() / limits.items() + 1);
    Map<@Nullable Node, Chunk<T>> open = new HashMap<>();
    for (T item : items) {
      ByteBuffer routingKey =
          tokens == null || oneNode
              ? null
              : ByteBuffer.wrap(limits.key().apply(item).getBytes(UTF_8));
      Node replica =
          tokens == null || routingKey == null
              ? null
              : firstReplica(tokens.getReplicas(keyspace, routingKey));
      long bytes = limits.bytes().applyAsLong(item);
      Chunk<T> chunk = open.get(replica);
      if (chunk == null || !chunk.takes(bytes, limits)) {
        chunk = new Chunk<>(keyspace, routingKey);
        chunks.add(chunk);
        if (bytes <= limits.totalBytes()) {
          open.put(replica, chunk);
        }
      }
      chunk.add(item, bytes);
    }
    return chunks;
  }

  /** The first replica in this data center, which all of its range's keys have in common. */
  private static @Nullable Node firstReplica(Set<Node> replicas) {
    Node first = null;
    for (Node replica : replicas) {
      if (replica.getDistance() == NodeDistance.LOCAL) {
        return replica;
      }
      first = first == null ? replica : first;
    }
    return first;
  }
}
