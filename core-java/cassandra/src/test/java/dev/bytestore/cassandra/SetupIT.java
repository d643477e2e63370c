package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import dev.bytestore.SetupMode;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a store creates and checks its table, and which options it refuses. */
class SetupIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final AtomicInteger TABLES = new AtomicInteger();

  private final SessionProbe probe = new SessionProbe(SESSION);
  private final String table = "t" + TABLES.incrementAndGet();

  private CassandraByteStore.Builder store() {
    return CassandraByteStore.builder(probe.session()).keyspace(KEYSPACE).table(table);
  }

  private List<String> ddlSent() {
    return probe.sent().stream()
        .filter(SimpleStatement.class::isInstance)
        .map(statement -> ((SimpleStatement) statement).getQuery())
        .filter(cql -> cql.startsWith("CREATE"))
        .toList();
  }

  @Test
  void theTableIsCreatedOnlyIfItIsMissing() {
    store().build();
    store().build();

    assertThat(ddlSent()).hasSize(1);
    assertThat(store().build().blocking().mget(List.of("k"))).containsOnlyNulls();
  }

  @Test
  void manyStoresMayBeBuiltAtOnce() {
    List<CompletableFuture<CassandraByteStore>> stores =
        Stream.generate(() -> store().buildAsync()).limit(10).toList();

    assertThat(stores).allSatisfy(store -> assertThat(store.join()).isNotNull());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key text, key_map map<tinyint,text>, val blob, PRIMARY KEY (key)",
        "row_id text, body_blob text, PRIMARY KEY (row_id)",
        "row_id text, body_blob blob, extra int, PRIMARY KEY (row_id)",
        "row_id text, body_blob blob, at int, PRIMARY KEY (row_id, at)",
        "row_id text, PRIMARY KEY (row_id)"
      })
  void aTableWithOtherColumnsIsRefused(String columns) {
    SESSION.execute("CREATE TABLE %s.%s (%s)".formatted(KEYSPACE, table, columns));
    String firstColumn = columns.substring(0, columns.indexOf(','));

    assertThatIllegalStateException()
        .isThrownBy(() -> store().build())
        .withMessageContaining("table %s.%s".formatted(KEYSPACE, table))
        .withMessageContaining("found (")
        .withMessageContaining(firstColumn)
        .withMessageContaining("expected (body_blob blob, row_id text partition_key)");
    assertThat(store().buildAsync())
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void withSetupOffNothingIsSentAndAMissingTableIsTheServersError() {
    CassandraByteStore store = store().setupMode(SetupMode.OFF).build();

    store.blocking().ensureSetup();
    assertThat(probe.sent()).isEmpty();
    assertThatThrownBy(() -> store.blocking().mget(List.of("k")))
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageContaining(table);

    store().build();
    assertThat(store.blocking().mget(List.of("k"))).containsOnlyNulls();
  }

  @Test
  void withAsyncSetupBuildReturnsAtOnceAndOperationsWait() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    probe.before(statement -> gate);

    CassandraByteStore store = store().setupMode(SetupMode.ASYNC).build();
    CompletableFuture<List<byte[]>> read = store.mgetAsync(List.of("k"));
    CompletableFuture<Void> ready = store.ensureSetupAsync();

    assertThat(probe.sent()).hasSize(1);
    assertThat(read).isNotDone();
    assertThat(ready).isNotDone();
    gate.complete(null);
    assertThat(read.join()).containsOnlyNulls();
    ready.join();
    assertThat(ddlSent()).hasSize(1);
  }

  @Test
  void aSetupThatFailedIsTriedAgainByTheNextOperation() {
    probe.before(statement -> CompletableFuture.failedFuture(new IllegalStateException("no luck")));
    CassandraByteStore store = store().setupMode(SetupMode.ASYNC).build();
    assertThatThrownBy(() -> store.blocking().mset(Map.of("k", new byte[1]))).hasMessage("no luck");

    probe.before(statement -> CompletableFuture.completedFuture(null));

    store.blocking().mset(Map.of("k", new byte[1]));
    assertThat(store.blocking().mget(List.of("k"))).doesNotContainNull();
  }

  @Test
  void cancellingOneWhoWaitsForSetupHarmsNoOther() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    probe.before(statement -> gate);
    CassandraByteStore store = store().setupMode(SetupMode.ASYNC).build();
    CompletableFuture<Void> other = store.ensureSetupAsync();

    store.ensureSetupAsync().cancel(true);
    gate.complete(null);

    other.join();
  }

  @Test
  void theKeyspaceIsTheSessionsUnlessOneIsNamed() {
    String other = TestCassandra.newKeyspace();
    try (CqlSession session = TestCassandra.newSession().withKeyspace(KEYSPACE).build()) {
      CassandraByteStore.builder(session).table(table).build();
      CassandraByteStore.builder(session).keyspace(other).table("elsewhere").build();
    }

    assertThat(SESSION.execute("SELECT * FROM %s.%s".formatted(KEYSPACE, table))).isEmpty();
    assertThat(SESSION.execute("SELECT * FROM %s.elsewhere".formatted(other))).isEmpty();
  }

  @Test
  void withoutAnyKeyspaceOrTableTheErrorTellsHowToNameOne() {
    assertThatIllegalStateException()
        .isThrownBy(() -> CassandraByteStore.builder(SESSION).table("t").build())
        .withMessageContaining("keyspace(...)");
    assertThatIllegalStateException()
        .isThrownBy(() -> CassandraByteStore.builder(SESSION).keyspace("k").buildAsync())
        .withMessageContaining("table(...)");
  }

  @Test
  void aKeyspaceThatDoesNotExistIsTheServersOwnError() {
    assertThatThrownBy(() -> store().keyspace("nowhere").build())
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageContaining("nowhere");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a-b", "t; DROP", "select", "", " ", "ks.t", "1a", "é", "t\"", "\"", "t--", "t/*", "\"\""
      })
  void aNameThatWouldNeedQuotesIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().table(name))
        .withMessageContainingAll("table", "not a valid CQL name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().keyspace(name))
        .withMessageContainingAll("keyspace", "not a valid CQL name");
    assertThat(probe.sent()).isEmpty();
  }

  @Test
  void aBareNameFoldsToLowerCaseAndAQuotedOneDoesNot() {
    CassandraByteStore bare = store().table("MyStore").build();
    CassandraByteStore folded = store().table("mystore").build();
    CassandraByteStore quoted = store().table("\"MyStore\"").build();

    bare.blocking().mset(Map.of("k", new byte[1]));

    assertThat(folded.blocking().yieldKeys()).containsExactly("k");
    assertThat(quoted.blocking().yieldKeys()).isEmpty();
  }

  @Test
  void aProfileTheSessionDoesNotHaveIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> store().executionProfile("nope").build())
        .withMessageContainingAll("executionProfile", "nope");
  }

  @Test
  void badOptionsAreRefusedByTheirNames() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().maxRequestsInFlight(0))
        .withMessageContaining("maxRequestsInFlight");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().keysPerRequest(-1))
        .withMessageContaining("keysPerRequest");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().pageSize(0))
        .withMessageContaining("pageSize");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().requestTimeout(Duration.ZERO))
        .withMessageContaining("requestTimeout");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().setupTimeout(Duration.ofSeconds(-1)))
        .withMessageContaining("setupTimeout");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store().ttl(Duration.ofSeconds(-1)))
        .withMessageContaining("ttl");
    assertThatNullPointerException()
        .isThrownBy(() -> store().executor(null))
        .withMessageContaining("executor");
    assertThatNullPointerException()
        .isThrownBy(() -> store().table(null))
        .withMessageContaining("table");
    assertThatNullPointerException()
        .isThrownBy(() -> CassandraByteStore.builder((CqlSession) null))
        .withMessageContaining("session");
  }

  @Test
  void withoutAServerTheDriversErrorNamesTheContactPoint() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    assertThatThrownBy(
            () ->
                CqlSession.builder()
                    .addContactPoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .withLocalDatacenter("datacenter1")
                    .build())
        .isInstanceOf(AllNodesFailedException.class)
        .hasMessageContaining("127.0.0.1:" + port);
  }
}
