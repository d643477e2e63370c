package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests go to the nodes that have what they ask for. */
class ThreeNodesIT {

  private static final int KEYS = 3_000;

  private static EmbeddedCassandra cassandra;
  private static CqlSession session;
  private static Map<String, byte[]> entries;

  private final SessionProbe probe = new SessionProbe(session);

  @BeforeAll
  static void start() {
    cassandra = EmbeddedCassandra.builder().nodes(3).heapMegabytes(512).start();
    session = TestCassandra.connect(CassandraServer.embedded(cassandra)).build();
    TestCassandra.createKeyspace(session, "one_replica", 1);
    TestCassandra.createKeyspace(session, "three_replicas", 3);
    entries = new LinkedHashMap<>();
    for (int i = 0; i < KEYS; i++) {
      entries.put("%02d/%d".formatted(i % 100, i), new byte[] {(byte) i});
    }
  }

  @AfterAll
  static void stop() {
    session.close();
    cassandra.close();
  }

  private CassandraByteStore.Builder store(String keyspace) {
    return CassandraByteStore.builder(probe.session()).keyspace(keyspace).table("store");
  }

  @Test
  void eachReadAndDeleteNamesKeysOfOneReplicaAndIsAnsweredByIt() {
    CassandraByteStore store = store("one_replica").build();
    store.blocking().mset(entries);

    assertThat(store.blocking().mget(entries.keySet())).doesNotContainNull();
    store.blocking().mdelete(entries.keySet());

    List<ExecutionInfo> chunks =
        probe.answered().stream()
            .filter(answer -> answer.getRequest() instanceof BoundStatement)
            .filter(answer -> cql(answer).contains("row_id IN ?"))
            .toList();
    assertThat(chunks).hasSizeBetween(2 * KEYS / 20, 2 * (KEYS / 20 + 3));
    assertThat(chunks)
        .allSatisfy(
            answer -> {
              List<String> keys = ((BoundStatement) answer.getRequest()).getList(0, String.class);
              assertThat(keys.stream().map(ThreeNodesIT::replica).collect(Collectors.toSet()))
                  .isEqualTo(Set.of(answer.getCoordinator()));
            });
    assertThat(store.blocking().yieldKeys()).isEmpty();
  }

  @Test
  void eachRangeOfAListingIsAnsweredByANodeThatHasIt() {
    CassandraByteStore store = store("one_replica").pageSize(200).build();
    store.blocking().mset(entries);

    assertThat(store.blocking().yieldKeys()).hasSize(KEYS).doesNotHaveDuplicates();
    assertThat(store.blocking().yieldKeys("07/")).hasSize(KEYS / 100);

    TokenMap tokens = session.getMetadata().getTokenMap().orElseThrow();
    assertThat(probe.answered())
        .filteredOn(answer -> answer.getRequest() instanceof BoundStatement)
        .filteredOn(answer -> cql(answer).contains("token(row_id) >= ?"))
        .isNotEmpty()
        .allSatisfy(
            answer -> {
              long last = ((BoundStatement) answer.getRequest()).getLong(1);
              assertThat(
                      tokens.getReplicas(
                          CqlIdentifier.fromCql("one_replica"), tokens.parse(Long.toString(last))))
                  .containsExactly(answer.getCoordinator());
            });
    store.blocking().mdelete(entries.keySet());
  }

  @Test
  void withThreeReplicasAndAQuorumAllGoesThroughToo() {
    CassandraByteStore store =
        store("three_replicas")
            .readConsistency(DefaultConsistencyLevel.LOCAL_QUORUM)
            .writeConsistency(DefaultConsistencyLevel.LOCAL_QUORUM)
            .build();

    store.blocking().mset(entries);

    assertThat(store.blocking().mget(entries.keySet())).containsExactlyElementsOf(entries.values());
    assertThat(store.blocking().yieldKeys()).containsExactlyInAnyOrderElementsOf(entries.keySet());
  }

  private static String cql(ExecutionInfo answer) {
    return ((BoundStatement) answer.getRequest()).getPreparedStatement().getQuery();
  }

  private static Node replica(String key) {
    return session
        .getMetadata()
        .getTokenMap()
        .orElseThrow()
        .getReplicas(
            CqlIdentifier.fromCql("one_replica"),
            TypeCodecs.TEXT.encode(key, session.getContext().getProtocolVersion()))
        .iterator()
        .next();
  }
}
