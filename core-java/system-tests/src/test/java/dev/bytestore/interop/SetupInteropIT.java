package dev.bytestore.interop;

import static dev.bytestore.interop.SharedStoreContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.SetupMode;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each side uses tables that the other side created. */
class SetupInteropIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final AtomicInteger TABLES = new AtomicInteger();

  private static PythonPeer peer() {
    return PythonPeer.shared();
  }

  static Stream<Arguments> setups() {
    List<Arguments> setups = new ArrayList<>();
    for (SetupMode java : SetupMode.values()) {
      for (SetupMode python : SetupMode.values()) {
        if (java != SetupMode.OFF) {
          setups.add(Arguments.of("Java first", java, python));
        }
        if (python != SetupMode.OFF) {
          setups.add(Arguments.of("Python first", java, python));
        }
      }
    }
    return setups.stream();
  }

  @ParameterizedTest
  @MethodSource("setups")
  void eitherSideMayMakeTheTableOfAByteStore(String order, SetupMode java, SetupMode python) {
    String table = "store_%d".formatted(TABLES.incrementAndGet());
    SharedStore[] stores = new SharedStore[2];
    Runnable makeJava = () -> stores[0] = javaStore(table, java);
    Runnable makePython = () -> stores[1] = pythonStore(table, python);

    inOrder(
        order,
        () -> {
          makeJava.run();
          stores[0].mset(Map.of("from Java", bytes("1")));
        },
        () -> {
          makePython.run();
          stores[1].mset(Map.of("from Python", bytes("2")));
        });

    List<String> keys = List.of("from Java", "from Python");
    assertThat(stores[0].mget(keys)).containsExactly(bytes("1"), bytes("2"));
    assertThat(stores[1].mget(keys)).containsExactly(bytes("1"), bytes("2"));
  }

  @ParameterizedTest
  @MethodSource("setups")
  void eitherSideMayMakeTheTableOfACache(String order, SetupMode java, SetupMode python) {
    String table = "cache_%d".formatted(TABLES.incrementAndGet());
    BlockingLlmCache[] ours = new BlockingLlmCache[1];
    SharedCache[] theirs = new SharedCache[1];
    List<Generation> fizz = List.of(Generation.of("fizz"));

    inOrder(
        order,
        () -> {
          ours[0] = javaCache(table, java);
          ours[0].update("from Java", "llm", fizz);
        },
        () -> {
          theirs[0] = pythonCache(table, python);
          theirs[0].update("from Python", "llm", GenerationsCodec.encode(fizz));
        });

    for (String prompt : List.of("from Java", "from Python")) {
      assertThat(ours[0].lookup(prompt, "llm")).isEqualTo(fizz);
      assertThat(theirs[0].lookup(prompt, "llm").repr()).isEqualTo("[Generation(text='fizz')]");
    }
  }

  private static void inOrder(String order, Runnable java, Runnable python) {
    if (order.startsWith("Java")) {
      java.run();
      python.run();
    } else {
      python.run();
      java.run();
    }
  }

  @Test
  void theTablesOfBothSidesAreTheSame() {
    javaStore("java_store", SetupMode.SYNC);
    pythonStore("python_store", SetupMode.SYNC);
    javaCache("java_cache", SetupMode.SYNC);
    pythonCache("python_cache", SetupMode.SYNC);

    assertThat(described("java_store"))
        .isEqualTo(described("python_store").replace("python", "java"));
    assertThat(described("java_cache"))
        .isEqualTo(described("python_cache").replace("python", "java"));
  }

  private static String described(String table) {
    return SESSION
        .execute("DESCRIBE TABLE %s.%s".formatted(KEYSPACE, table))
        .one()
        .getString("create_statement");
  }

  @Test
  void bothMayMakeTheSameTableAtTheSameTime() {
    CompletableFuture<SharedStore> ours =
        CompletableFuture.supplyAsync(() -> javaStore("at_once", SetupMode.SYNC));
    SharedStore theirs = pythonStore("at_once", SetupMode.SYNC);

    ours.join().mset(Map.of("k", bytes("v")));
    assertThat(theirs.mget(List.of("k"))).containsExactly(bytes("v"));
  }

  @Test
  void aNameMeansTheSameTableToBothQuotedOrNot() {
    for (String table : List.of("MyStore", "\"MyStore\"")) {
      SharedStore ours = javaStore(table, SetupMode.SYNC);
      SharedStore theirs = pythonStore(table, SetupMode.SYNC);
      ours.mset(Map.of(table, bytes("v")));
      assertThat(theirs.yieldKeys("")).containsExactly(table);
    }
  }

  @Test
  void rowsThatExpireAreReadByPythonUntilTheyDo() {
    SharedStore theirs = pythonStore("expiring", SetupMode.SYNC);
    CassandraByteStore ours =
        CassandraByteStore.builder(SESSION).keyspace(KEYSPACE).table("expiring").build();
    ours.blocking().mset(Map.of("k", bytes("v")), Duration.ofHours(1));

    assertThat(theirs.mget(List.of("k"))).containsExactly(bytes("v"));
    theirs.mset(Map.of("k", bytes("never expires")));
    assertThat(
            SESSION
                .execute("SELECT TTL(body_blob) FROM %s.expiring".formatted(KEYSPACE))
                .one()
                .isNull(0))
        .isTrue();
  }

  @Test
  void aTableWithAColumnMoreIsTakenByPythonAndByOursOnlyWhereItMayNotLook() {
    SESSION.execute(
        "CREATE TABLE %s.wider (row_id text PRIMARY KEY, body_blob blob, note text)"
            .formatted(KEYSPACE));
    SharedStore theirs = pythonStore("wider", SetupMode.SYNC);

    assertThatIllegalStateException()
        .isThrownBy(() -> javaStore("wider", SetupMode.SYNC))
        .withMessageContaining("wider");
    javaStore("wider", SetupMode.OFF).mset(Map.of("k", bytes("v")));
    assertThat(theirs.mget(List.of("k"))).containsExactly(bytes("v"));
  }

  private static SharedStore javaStore(String table, SetupMode mode) {
    return SharedStore.ofJava(
        CassandraByteStore.builder(SESSION)
            .keyspace(KEYSPACE)
            .table(table)
            .setupMode(mode)
            .build());
  }

  /** Uses the async methods after an async setup, because the sync ones fail then. */
  private static SharedStore pythonStore(String table, SetupMode mode) {
    String name =
        peer()
            .make("CassandraByteStore", mode.name(), Map.of("keyspace", KEYSPACE, "table", table));
    return SharedStore.ofPython(peer(), name, mode == SetupMode.ASYNC);
  }

  private static BlockingLlmCache javaCache(String table, SetupMode mode) {
    return CassandraLlmCache.builder(SESSION)
        .keyspace(KEYSPACE)
        .table(table)
        .setupMode(mode)
        .build()
        .blocking();
  }

  private static SharedCache pythonCache(String table, SetupMode mode) {
    String name =
        peer()
            .make("CassandraCache", mode.name(), Map.of("keyspace", KEYSPACE, "table_name", table));
    return new SharedCache(peer(), name, mode == SetupMode.ASYNC);
  }
}
