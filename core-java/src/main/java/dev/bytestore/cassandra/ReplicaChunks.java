package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
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
import org.jspecify.annotations.Nullable;

/**
 * Cuts many keys into the lists of an {@code IN}, such that one node can answer a whole list: the
 * keys of a chunk share their first replica, where the driver knows the replicas.
 */
final class ReplicaChunks {

  /**
   * @param routingKey the first key as the driver hashes it, null where any node will do
   */
  record Chunk(CqlIdentifier keyspace, List<String> keys, @Nullable ByteBuffer routingKey) {

    /** The request for all keys of this chunk, to go to the node that has them. */
    BoundStatement bindTo(PreparedStatement statement) {
      BoundStatementBuilder request =
          statement.boundStatementBuilder().setList(0, keys, String.class);
      if (routingKey != null) {
        // The driver finds the routing key of an equality by itself, but not that of an IN.
        request.setRoutingKeyspace(keyspace).setRoutingKey(routingKey);
      }
      return request.build();
    }
  }

  private ReplicaChunks() {}

  static List<Chunk> of(
      Metadata metadata, CqlIdentifier keyspace, Collection<String> keys, int keysPerChunk) {
    TokenMap tokens = metadata.getTokenMap().orElse(null);
    boolean oneNode = metadata.getNodes().size() < 2;
    List<Chunk> chunks = new ArrayList<>();
    Map<@Nullable Node, Chunk> open = new HashMap<>();
    for (String key : keys) {
      ByteBuffer routingKey =
          tokens == null || oneNode ? null : ByteBuffer.wrap(key.getBytes(UTF_8));
      Node replica =
          tokens == null || routingKey == null
              ? null
              : firstReplica(tokens.getReplicas(keyspace, routingKey));
      Chunk chunk = open.get(replica);
      if (chunk == null || chunk.keys().size() == keysPerChunk) {
        chunk = new Chunk(keyspace, new ArrayList<>(), routingKey);
        chunks.add(chunk);
        open.put(replica, chunk);
      }
      chunk.keys().add(key);
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
