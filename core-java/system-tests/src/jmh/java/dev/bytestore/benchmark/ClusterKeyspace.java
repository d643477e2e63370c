package dev.bytestore.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Entries in a keyspace of a cluster, and the ways to read and write them. Each way returns the
 * number of entries that it read or wrote.
 */
final class ClusterKeyspace {

  static final int KEYS = 4_000;
  static final int LARGE_REQUEST = 100;

  private static final int VALUE_BYTES = 100;
  private static final int KEYS_PER_REQUEST = 20;
  private static final int WRITTEN_ONE_BY_ONE = 250;

  private final CqlSession session;
  private final CqlIdentifier keyspace;
  private final DefaultConsistencyLevel consistency;
  private final BlockingByteStore store;
  private final BlockingByteStore storeOfLargeRequests;
  private final Map<String, byte[]> entries = BenchmarkTable.entries(KEYS, VALUE_BYTES);
  private final List<String> keys = List.copyOf(entries.keySet());
  private final PreparedStatement selectMany;
  private final PreparedStatement selectOne;
  private final PreparedStatement insert;

  ClusterKeyspace(CqlSession session, int replication, DefaultConsistencyLevel consistency) {
    this.session = session;
    this.consistency = consistency;
    keyspace = CqlIdentifier.fromCql("replication_" + replication);
    TestCassandra.createKeyspace(session, keyspace.asInternal(), replication);
    store = store(session).build().blocking();
    storeOfLargeRequests = store(session).keysPerRequest(LARGE_REQUEST).build().blocking();
    store.mset(entries);
    selectMany = prepare("SELECT row_id, body_blob FROM %s.kept WHERE row_id IN ?");
    selectOne = prepare("SELECT row_id, body_blob FROM %s.kept WHERE row_id = ?");
    insert = prepare("INSERT INTO %s.kept (row_id, body_blob) VALUES (?, ?)");
  }

  private CassandraByteStore.Builder store(CqlSession through) {
    return CassandraByteStore.builder(through)
        .keyspace(keyspace.asInternal())
        .table("kept")
        .readConsistency(consistency)
        .writeConsistency(consistency);
  }

  private PreparedStatement prepare(String cql) {
    return session.prepare(
        SimpleStatement.newInstance(cql.formatted(keyspace.asCql(true)))
            .setConsistencyLevel(consistency));
  }

  /** This store. */
  int readByStore() {
    return read(store);
  }

  /** This store, with larger requests than some servers accept. */
  int readByStoreInLargeRequests() {
    return read(storeOfLargeRequests);
  }

  private int read(BlockingByteStore from) {
    List<byte[]> values = from.mget(keys);
    return BenchmarkTable.checked(KEYS, (int) values.stream().filter(v -> v != null).count());
  }

  /** Python's way: all keys in one request. */
  int readByOneIn() {
    int found = 0;
    for (Row row : session.execute(selectMany.bind(keys))) {
      found += read(row);
    }
    return BenchmarkTable.checked(KEYS, found);
  }

  /** One key per request, many at a time. The driver sends each request to a replica. */
  int readOneKeyARequest() {
    AtomicInteger found = new AtomicInteger();
    RawDriver.sendAll(
        KEYS,
        512,
        request ->
            session
                .executeAsync(selectOne.bind(keys.get(request)))
                .thenAccept(rows -> found.addAndGet(read(rows))));
    return BenchmarkTable.checked(KEYS, found.get());
  }

  /** The best handwritten loop: each request is for keys of one replica, and is sent to it. */
  int readByReplica() {
    AtomicInteger found = new AtomicInteger();
    List<List<String>> chunks = chunksByReplica();
    RawDriver.sendAll(
        chunks.size(),
        128,
        request -> {
          List<String> chunk = chunks.get(request);
          BoundStatement statement =
              selectMany
                  .boundStatementBuilder(chunk)
                  .setRoutingKeyspace(keyspace)
                  .setRoutingKey(ByteBuffer.wrap(chunk.get(0).getBytes(UTF_8)))
                  .build();
          return session.executeAsync(statement).thenAccept(rows -> found.addAndGet(read(rows)));
        });
    return BenchmarkTable.checked(KEYS, found.get());
  }

  private List<List<String>> chunksByReplica() {
    TokenMap tokens = session.getMetadata().getTokenMap().orElseThrow();
    List<List<String>> chunks = new ArrayList<>();
    Map<Node, List<String>> open = new HashMap<>();
    for (String key : keys) {
      ByteBuffer routingKey = ByteBuffer.wrap(key.getBytes(UTF_8));
      Node replica = tokens.getReplicas(keyspace, routingKey).iterator().next();
      List<String> chunk = open.get(replica);
      if (chunk == null || chunk.size() == KEYS_PER_REQUEST) {
        chunk = new ArrayList<>(KEYS_PER_REQUEST);
        chunks.add(chunk);
        open.put(replica, chunk);
      }
      chunk.add(key);
    }
    return chunks;
  }

  /** This store. */
  int writeByStore() {
    store.mset(entries);
    return KEYS;
  }

  /** One key per request, many at a time. The driver sends each request to a replica. */
  int writeOneKeyARequest() {
    RawDriver.sendAll(
        KEYS,
        256,
        request -> {
          String key = keys.get(request);
          return session.executeAsync(insert.bind(key, ByteBuffer.wrap(entries.get(key))));
        });
    return KEYS;
  }

  /** Python's way: one after the other. Writes only some entries, which is enough for a rate. */
  int writeOneAfterTheOther() {
    for (String key : keys.subList(0, WRITTEN_ONE_BY_ONE)) {
      session.execute(insert.bind(key, ByteBuffer.wrap(entries.get(key))));
    }
    return WRITTEN_ONE_BY_ONE;
  }

  /** The share of an mget's requests, 0 to 1, that were answered by a replica of all their keys. */
  double readsSentToAReplica() {
    SessionProbe probe = new SessionProbe(session);
    store(probe.session()).build().blocking().mget(keys);
    List<ExecutionInfo> reads =
        probe.answered().stream()
            .filter(answer -> answer.getRequest() instanceof BoundStatement)
            .toList();
    return (double) reads.stream().filter(this::wasAnsweredByAReplica).count() / reads.size();
  }

  private boolean wasAnsweredByAReplica(ExecutionInfo answer) {
    TokenMap tokens = session.getMetadata().getTokenMap().orElseThrow();
    return ((BoundStatement) answer.getRequest())
        .getList(0, String.class).stream()
            .map(key -> tokens.getReplicas(keyspace, ByteBuffer.wrap(key.getBytes(UTF_8))))
            .allMatch(replicas -> replicas.contains(answer.getCoordinator()));
  }

  private static int read(AsyncResultSet rows) {
    int found = 0;
    for (Row row : rows.currentPage()) {
      found += read(row);
    }
    return found;
  }

  private static int read(Row row) {
    row.getString(0);
    ByteBuffer value = row.getByteBuffer(1);
    return value != null && ByteUtils.getArray(value).length == VALUE_BYTES ? 1 : 0;
  }
}
