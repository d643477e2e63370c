package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store writes into the table, and with which statements. */
class CassandraByteStoreIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final String TABLE = KEYSPACE + ".store";

  private final SessionProbe probe = new SessionProbe(SESSION);

  @BeforeEach
  void emptyTable() {
    store(SESSION).build();
    SESSION.execute("TRUNCATE " + TABLE);
  }

  private static CassandraByteStore.Builder store(CqlSession session) {
    return CassandraByteStore.builder(session).keyspace(KEYSPACE).table("store");
  }

  @Test
  void rowsAreThoseOfPython() {
    store(SESSION).build().blocking().mset(Map.of("key1", "value1".getBytes(UTF_8)));

    Row row = SESSION.execute("SELECT * FROM %s WHERE row_id = 'key1'".formatted(TABLE)).one();

    assertThat(row.getColumnDefinitions()).hasSize(2);
    assertThat(row.getString("row_id")).isEqualTo("key1");
    assertThat(row.getByteBuffer("body_blob")).isEqualTo(ByteBuffer.wrap("value1".getBytes(UTF_8)));
  }

  @Test
  void aRowThatPythonWroteWithoutAValueReadsAsAbsentButIsListed() {
    SESSION.execute("INSERT INTO %s (row_id, body_blob) VALUES ('k', null)".formatted(TABLE));
    BlockingByteStore store = store(SESSION).build().blocking();

    assertThat(store.mget(List.of("k"))).containsOnlyNulls();
    assertThat(store.yieldKeys()).containsExactly("k");
    assertThat(store.yieldKeys("k")).containsExactly("k");
  }

  @Test
  void theStoresTimeToLiveHoldsUnlessACallHasItsOwn() {
    BlockingByteStore store = store(SESSION).ttl(Duration.ofHours(1)).build().blocking();

    store.mset(entries("by store", "1"));
    store.mset(entries("by call", "1"), Duration.ofHours(2));
    store.mset(entries("never expires", "1"), Duration.ZERO);
    store(SESSION).build().blocking().mset(entries("plain", "1"));

    assertThat(ttl("by store")).isBetween(3_000, 3_600);
    assertThat(ttl("by call")).isBetween(6_600, 7_200);
    assertThat(ttl("never expires")).isZero();
    assertThat(ttl("plain")).isZero();
  }

  private static int ttl(String key) {
    return SESSION
        .execute("SELECT ttl(body_blob) FROM %s WHERE row_id = ?".formatted(TABLE), key)
        .one()
        .getInt(0);
  }

  @Test
  void theStatementsCanBeHadAndCarryTheStoresOptions() {
    CassandraByteStore store =
        store(SESSION)
            .readConsistency(ConsistencyLevel.ONE)
            .writeConsistency(ConsistencyLevel.ALL)
            .requestTimeout(Duration.ofSeconds(7))
            .executionProfile("patient")
            .build();

    PreparedStatement insert = store.insertStatementAsync().join();
    PreparedStatement select = store.selectStatementAsync().join();
    PreparedStatement delete = store.deleteStatementAsync().join();

    SESSION.execute(insert.bind("k", ByteBuffer.wrap(new byte[] {7})));
    assertThat(SESSION.execute(select.bind(List.of("k", "nope"))).one().getByteBuffer(1))
        .isEqualTo(ByteBuffer.wrap(new byte[] {7}));
    SESSION.execute(delete.bind(List.of("k")));
    assertThat(store.blocking().mget(List.of("k"))).containsOnlyNulls();
    assertThat(select.bind(List.of()).getConsistencyLevel()).isEqualTo(ConsistencyLevel.ONE);
    assertThat(delete.bind(List.of()).getConsistencyLevel()).isEqualTo(ConsistencyLevel.ALL);
    assertThat(List.of(insert.bind(), delete.bind(), select.bind()))
        .allSatisfy(
            bound -> {
              assertThat(bound.isIdempotent()).isTrue();
              assertThat(bound.getTimeout()).isEqualTo(Duration.ofSeconds(7));
              assertThat(bound.getExecutionProfileName()).isEqualTo("patient");
            });
  }

  /** The longest duration has more nanoseconds than fit in a long. */
  @Test
  void theLongestDurationMeansNoTimeout() {
    Duration forever = ChronoUnit.FOREVER.getDuration();
    BlockingByteStore store =
        store(SESSION)
            .table("forever")
            .requestTimeout(forever)
            .setupTimeout(forever)
            .build()
            .blocking();

    store.mset(entries("key", "value"));

    assertThat(store.mget(List.of("key"))).containsExactly("value".getBytes(UTF_8));
    assertThat(store.yieldKeys()).containsExactly("key");
  }

  @Test
  void withoutAProfileARequestMayTakeTenSecondsAndWithOneAsLongAsThatSays() {
    CassandraByteStore plain = store(SESSION).build();
    CassandraByteStore profiled = store(SESSION).executionProfile("patient").build();

    assertThat(plain.selectStatementAsync().join().bind().getTimeout())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(profiled.selectStatementAsync().join().bind().getTimeout()).isNull();
  }

  @Test
  void aStatementIsPreparedOnceHoweverManyAskAtOnce() {
    CassandraByteStore store = store(probe.session()).build();

    List<CompletableFuture<PreparedStatement>> asked =
        IntStream.range(0, 100).mapToObj(i -> store.selectStatementAsync()).toList();
    asked.get(0).cancel(true);

    asked.stream().skip(1).forEach(CompletableFuture::join);
    assertThat(store.blocking().mget(List.of("k", "l"))).containsOnlyNulls();
    assertThat(probe.prepared()).isEqualTo(1);
  }

  @Test
  void aStatementThatCouldNotBePreparedIsPreparedAgain() {
    CassandraByteStore store = store(probe.session()).build();
    probe.beforePrepare(CompletableFuture.failedFuture(new IllegalStateException("no luck")));
    assertThatThrownBy(() -> store.blocking().mget(List.of("k"))).hasMessage("no luck");

    probe.beforePrepare(CompletableFuture.completedFuture(null));

    assertThat(store.blocking().mget(List.of("k"))).containsOnlyNulls();
  }

  @Test
  void aSessionWithTinyPagesStillReadsWholeChunks() {
    ByteStore store = store(probe.session()).keysPerRequest(5).build();
    store.blocking().mset(numbered("k", 12));

    assertThat(store.blocking().mget(numbered("k", 12).keySet())).doesNotContainNull();
    assertThat(probe.sent().stream().map(Statement::getPageSize)).contains(6);
  }

  private static Map<String, byte[]> entries(String key, String value) {
    return Map.of(key, value.getBytes(UTF_8));
  }

  private static Map<String, byte[]> numbered(String name, int count) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    IntStream.range(0, count).forEach(i -> entries.put(name + " " + i, new byte[] {(byte) i}));
    return entries;
  }
}
