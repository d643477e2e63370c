package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.StaleTokenMap;
import dev.bytestore.testing.TestCassandra;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Requests go to nodes that have the rows. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreeNodesIT {

  private static final int KEYS = 3_000;

  private static EmbeddedCassandra cassandra;
  private static CqlSession session;
  private static Map<String, byte[]> entries;

  private final SessionProbe probe = new SessionProbe(session);

  @BeforeAll
  static void start() {
    cassandra = EmbeddedCassandra.builder().nodes(3).heapMegabytes(512).start();
    session = connect().build();
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

  private static CqlSessionBuilder connect() {
    return TestCassandra.connect(CassandraServer.embedded(cassandra));
  }

  private CassandraByteStore.Builder store(String keyspace) {
    return CassandraByteStore.builder(probe.session()).keyspace(keyspace).table("store");
  }

  @Test
  void eachRequestIsForKeysOfOneReplicaAndIsAnsweredByIt() {
    CassandraByteStore store = store("one_replica").build();
    store.blocking().mset(entries);

    assertThat(store.blocking().mget(entries.keySet())).doesNotContainNull();
    store.blocking().mdelete(entries.keySet());

    List<ExecutionInfo> chunks =
        bound(probe.answered()).stream()
            .filter(answer -> cql(answer).contains("row_id IN ?"))
            .collect(Collectors.toCollection(ArrayList::new));
    assertThat(chunks).hasSizeBetween(2 * KEYS / 20, 2 * (KEYS / 20 + 3));
    probe.answered().stream()
        .filter(a -> a.getRequest() instanceof BatchStatement)
        .forEach(chunks::add);
    assertThat(chunks)
        .hasSizeGreaterThan(2 * KEYS / 20 + KEYS / 10 - 3)
        .allSatisfy(
            answer -> {
              assertThat(replicas(answer)).containsExactly(answer.getCoordinator());
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
    assertThat(bound(probe.answered()))
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
  void theCoordinatorAnswersAReadADeleteAndARangeOfAListingAlone() {
    CassandraByteStore store =
        store("one_replica").table("traced").pageSize(50).maxRequestsInFlight(4).build();
    List<String> keys = entries.keySet().stream().limit(300).toList();
    store.blocking().mset(entries);
    probe.answered().clear();

    probe.traceRequests();
    store.blocking().mget(keys);
    store.yieldKeysAsync().join();
    store.yieldKeysAsync("07/").join();
    store.blocking().mdelete(keys);
    await().until(() -> probe.inFlight() == 0);

    Set<String> traced = new HashSet<>();
    for (ExecutionInfo answer : bound(probe.answered())) {
      Set<InetAddress> nodes = nodesOf(answer);
      if (!nodes.isEmpty()) {
        assertThat(nodes).containsExactly(address(answer.getCoordinator()));
        traced.add(cql(answer));
      }
    }
    assertThat(traced).hasSize(4);
  }

  @Test
  void aTraceShowsTheOtherNodesWhereKeysAreNotOfOneReplica() {
    CassandraByteStore store = store("one_replica").table("traced").build();
    List<String> keys = entries.keySet().stream().limit(20).toList();
    BoundStatement select = store.selectStatementAsync().join().bind(keys).setTracing(true);

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> nodesOf(session.execute(select).getExecutionInfo()).size() == 3);
  }

  @Test
  void withoutATokenMapAllGoesThroughToo() {
    DriverConfigLoader noTokens =
        DriverConfigLoader.programmaticBuilder()
            .withBoolean(DefaultDriverOption.METADATA_TOKEN_MAP_ENABLED, false)
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
            .build();
    try (CqlSession blind = connect().withConfigLoader(noTokens).build()) {
      assertThat(blind.getMetadata().getTokenMap()).isEmpty();
      allGoesThrough(blind, "one_replica", "stale");
    }
  }

  @Test
  void aTokenMapThatNamesOtherNodesFailsNothing() {
    probe.metadata(StaleTokenMap.thatNamesOtherNodes());

    allGoesThrough(probe.session(), "one_replica", "stale");

    assertThat(bound(probe.answered()))
        .filteredOn(answer -> cql(answer).contains("row_id IN ?"))
        .anySatisfy(answer -> assertThat(replicas(answer)).hasSizeGreaterThan(1));
  }

  @Test
  void aTokenMapThatNamesNoNodeOrOneThatIsGoneFailsNothing() {
    probe.metadata(StaleTokenMap.thatNamesNoNode());
    allGoesThrough(probe.session(), "one_replica", "stale");

    probe.metadata(StaleTokenMap.thatNamesANodeThatIsGone());
    allGoesThrough(probe.session(), "one_replica", "stale");
  }

  @Test
  void aTableThatWasJustMadeTakesAllWritesInAKeyspaceThatTheDriverHasNotHeardOf() {
    try (CqlSession unaware = connect().build()) {
      unaware.setSchemaMetadataEnabled(false);
      TestCassandra.createKeyspace(session, "made_meanwhile", 1);

      for (String table : List.of("a", "b", "c", "d")) {
        allGoesThrough(unaware, "made_meanwhile", table);
      }
      assertThat(unaware.getMetadata().getKeyspace("made_meanwhile")).isEmpty();
    }
  }

  @Test
  @Order(Integer.MAX_VALUE) // the cluster is not the same after it
  void aNodeThatDiesFailsNoCallIfAQuorumIsLeft() {
    CassandraByteStore store =
        store("three_replicas")
            .readConsistency(DefaultConsistencyLevel.LOCAL_QUORUM)
            .writeConsistency(DefaultConsistencyLevel.LOCAL_QUORUM)
            .pageSize(200)
            .build();
    store.blocking().mset(entries);
    assertThat(store.blocking().mget(entries.keySet())).containsExactlyElementsOf(entries.values());
    int before = probe.sent().size();
    AtomicBoolean killed = new AtomicBoolean();
    probe.before(
        statement -> {
          if (probe.sent().size() > before + KEYS / 20 && killed.compareAndSet(false, true)) {
            cassandra.kill(2);
          }
          return CompletableFuture.completedFuture(null);
        });

    CompletableFuture<Void> written = store.msetAsync(entries);
    CompletableFuture<List<byte[]>> read = store.mgetAsync(entries.keySet());
    assertThat(store.blocking().yieldKeys()).containsExactlyInAnyOrderElementsOf(entries.keySet());

    assertThat(killed).isTrue();
    assertThat(written).succeedsWithin(Duration.ofSeconds(60));
    assertThat(read.join()).containsExactlyElementsOf(entries.values());
  }

  private static void allGoesThrough(CqlSession session, String keyspace, String table) {
    BlockingByteStore store =
        CassandraByteStore.builder(session).keyspace(keyspace).table(table).build().blocking();
    store.mset(entries);
    assertThat(store.mget(entries.keySet())).containsExactlyElementsOf(entries.values());
    assertThat(store.yieldKeys()).containsExactlyInAnyOrderElementsOf(entries.keySet());
    assertThat(store.yieldKeys("07/")).hasSize(KEYS / 100).doesNotHaveDuplicates();
    store.mdelete(entries.keySet());
    assertThat(store.yieldKeys()).isEmpty();
  }

  private static List<ExecutionInfo> bound(List<ExecutionInfo> answers) {
    return answers.stream()
        .filter(answer -> answer.getRequest() instanceof BoundStatement)
        .toList();
  }

  /**
   * The nodes that took part in a request, according to its trace. None if the trace is incomplete:
   * a server throws traces away while more than 1,000 of their events wait to be written.
   */
  private static Set<InetAddress> nodesOf(ExecutionInfo answer) {
    try {
      return answer.getQueryTrace().getEvents().stream()
          .map(event -> event.getSourceAddress().getAddress())
          .collect(Collectors.toSet());
    } catch (IllegalStateException incomplete) {
      return Set.of();
    }
  }

  private static InetAddress address(Node node) {
    return node.getBroadcastRpcAddress().orElseThrow().getAddress();
  }

  private static Set<Node> replicas(ExecutionInfo answer) {
    return keys(answer).stream().map(ThreeNodesIT::replica).collect(Collectors.toSet());
  }

  private static List<String> keys(ExecutionInfo answer) {
    if (answer.getRequest() instanceof BatchStatement batch) {
      List<String> keys = new ArrayList<>();
      batch.forEach(row -> keys.add(((BoundStatement) row).getString(0)));
      return keys;
    }
    return ((BoundStatement) answer.getRequest()).getList(0, String.class);
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
