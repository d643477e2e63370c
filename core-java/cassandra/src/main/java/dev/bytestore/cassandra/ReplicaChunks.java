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
 * Groups keys or entries into chunks, one for each request, so that one node can answer the whole
 * request: all items of a chunk have the same first replica, if the driver knows the replicas.
 */
final class ReplicaChunks {

  /** Limits the memory of chunks that stay almost empty, because a call may have many of them. */
  private static final int MAX_CAPACITY = 32;

  /** The limits of a chunk, and the functions that return the key and the size of an item. */
  record Limits<T>(Function<T, String> key, int items, ToLongFunction<T> bytes, long totalBytes) {

    /** A limit of the number of items only. */
    static <T> Limits<T> of(Function<T, String> key, int items) {
      return new Limits<>(key, items, item -> 0, Long.MAX_VALUE);
    }
  }

  /** The items of one request. */
  static final class Chunk<T> {

    private final CqlIdentifier keyspace;
    private final @Nullable ByteBuffer routingKey;
    private final List<T> items;
    private long bytes;

    /**
     * @param routingKey the first key, as the driver hashes it; null if any node can answer
     * @param capacity of the list of items at first
     */
    private Chunk(CqlIdentifier keyspace, @Nullable ByteBuffer routingKey, int capacity) {
      this.keyspace = keyspace;
      this.routingKey = routingKey;
      this.items = new ArrayList<>(capacity);
    }

    List<T> items() {
      return items;
    }

    /** Routes a request for the items of this chunk to the node that has them. */
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

  /** Groups {@code items}. An item that exceeds the limit of bytes gets a chunk of its own. */
  static <T> List<Chunk<T>> of(
      Metadata metadata, CqlIdentifier keyspace, Collection<T> items, Limits<T> limits) {
    TokenMap tokens = metadata.getTokenMap().orElse(null);
    boolean isRouted = tokens != null && metadata.getNodes().size() > 1;
    if (items.size() == 1) {
      T only = items.iterator().next();
      Chunk<T> chunk = new Chunk<>(keyspace, isRouted ? routingKey(only, limits) : null, 1);
      chunk.add(only, 0);
      return List.of(chunk);
    }
    int capacity = Math.min(Math.min(items.size(), limits.items()), MAX_CAPACITY);
    List<Chunk<T>> chunks = new ArrayList<>(items.size() / limits.items() + 1);
    Map<@Nullable Node, Chunk<T>> open = new HashMap<>();
    for (T item : items) {
      ByteBuffer routingKey = isRouted ? routingKey(item, limits) : null;
      Node replica =
          tokens == null || routingKey == null
              ? null
              : firstReplica(tokens.getReplicas(keyspace, routingKey));
      long bytes = limits.bytes().applyAsLong(item);
      Chunk<T> chunk = open.get(replica);
      if (chunk == null || !chunk.takes(bytes, limits)) {
        chunk = new Chunk<>(keyspace, routingKey, capacity);
        chunks.add(chunk);
        if (bytes <= limits.totalBytes()) {
          open.put(replica, chunk);
        }
      }
      chunk.add(item, bytes);
    }
    return chunks;
  }

  private static <T> ByteBuffer routingKey(T item, Limits<T> limits) {
    return ByteBuffer.wrap(limits.key().apply(item).getBytes(UTF_8));
  }

  /**
   * The first replica in the local datacenter, or the first one at all if there is none there. It
   * is the same for all keys in a token range.
   */
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
