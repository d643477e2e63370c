package dev.bytestore.faults;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.faults.Checker.Violation;
import dev.bytestore.testing.TestCassandra;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Three processes set up stores of the same table at the same time, each through another node, and
 * write at once. Each node may give the table an id of its own (CASSANDRA-10699). The nodes must
 * agree on one, and no entry may be lost, also not after all nodes were restarted one after the
 * other.
 */
final class SchemaRace {

  private static final int TABLES = 5;
  private static final int KEYS = 20;
  private static final int SHOWN = 20;
  private static final String KEYSPACE = "race";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final History history = new History();
  private final List<CqlSession> sessions = new ArrayList<>();
  private int disagreements;

  /** Returns whether all was well. */
  static boolean run() {
    SchemaRace race = new SchemaRace();
    try (EmbeddedCassandra cassandra =
        EmbeddedCassandra.builder()
            .nodes(FaultRun.NODES)
            .heapMegabytes(512)
            .restartable()
            .startTimeout(Duration.ofMinutes(10))
            .start()) {
      System.out.println(cassandra.description());
      try {
        race.connect(cassandra);
        race.awaitAllNodes();
        race.createTables();
        race.readEverything();
        race.print("before the restarts");
        for (int node = 0; node < FaultRun.NODES; node++) {
          cassandra.kill(node);
          cassandra.restart(node);
          race.awaitAllNodes();
        }
        race.readEverything();
      } finally {
        race.sessions.forEach(CqlSession::close);
      }
    }
    race.print("after the restarts");
    return race.violations().isEmpty() && race.disagreements == 0;
  }

  private List<Violation> violations() {
    return Checker.check(history.calls());
  }

  private void print(String when) {
    List<Violation> violations = violations();
    System.out.printf(
        "%s: %d tables, %d of them with several ids after the setup%n%s%n%d violations %s%n",
        when,
        TABLES,
        disagreements,
        CallFigures.of(history.calls()),
        violations.size(),
        CallFigures.count(violations.stream().map(Violation::kind)));
    violations.stream().limit(SHOWN).forEach(System.out::println);
  }

  /** Opens one session for each node, which sends all requests to it while it is up. */
  private void connect(EmbeddedCassandra cassandra) {
    for (InetSocketAddress node : cassandra.contactPoints()) {
      sessions.add(
          CqlSession.builder()
              .addContactPoints(cassandra.contactPoints())
              .withLocalDatacenter(cassandra.localDatacenter())
              .withConfigLoader(
                  DriverConfigLoader.programmaticBuilder()
                      .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                      .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, PATIENCE)
                      .withDuration(
                          DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(4))
                      .withString(
                          DefaultDriverOption.SESSION_NAME,
                          node.getAddress().getHostAddress() + ":" + node.getPort())
                      .withClass(
                          DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS,
                          PreferredCoordinator.class)
                      .build())
              .build());
    }
    TestCassandra.createKeyspace(sessions.get(0), KEYSPACE, FaultRun.NODES);
  }

  private void awaitAllNodes() {
    await().atMost(PATIENCE).until(() -> sessions.stream().allMatch(FaultRun::seesAllNodes));
  }

  private void createTables() {
    for (int table = 0; table < TABLES; table++) {
      int number = table;
      List<CompletableFuture<Void>> writes =
          IntStream.range(0, sessions.size())
              .mapToObj(session -> setUpAndWrite(number, session))
              .toList();
      writes.forEach(CompletableFuture::join);
      Set<UUID> ids = ids(table);
      if (ids.size() != 1) {
        System.out.printf("table %d: %s%n", table, ids);
        disagreements++;
      }
    }
  }

  private CompletableFuture<Void> setUpAndWrite(int table, int session) {
    Acknowledgements acknowledgements = new Acknowledgements(KEYSPACE + "." + name(table));
    return builder(table, acknowledgements.watch(sessions.get(session)))
        .buildAsync()
        .thenAcceptAsync(
            store -> client(store, session, acknowledgements).mset(keys(table, session)),
            command -> new Thread(command).start());
  }

  private Set<UUID> ids(int table) {
    Set<UUID> ids = new TreeSet<>();
    for (CqlSession session : sessions) {
      ids.add(
          session
              .execute(
                  "SELECT id FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?",
                  KEYSPACE,
                  name(table))
              .one()
              .getUuid(0));
    }
    return ids;
  }

  private void readEverything() {
    for (int table = 0; table < TABLES; table++) {
      for (int session = 0; session < sessions.size(); session++) {
        CassandraByteStore store = builder(table, sessions.get(session)).build();
        RecordingClient client = client(store, session, new Acknowledgements(name(table)));
        for (int writer = 0; writer < sessions.size(); writer++) {
          client.mget(keys(table, writer));
        }
        client.list(name(table), store, () -> false);
      }
    }
  }

  private static CassandraByteStore.Builder builder(int table, CqlSession session) {
    return CassandraByteStore.builder(session)
        .keyspace(KEYSPACE)
        .table(name(table))
        .readConsistency(DefaultConsistencyLevel.LOCAL_QUORUM)
        .writeConsistency(DefaultConsistencyLevel.LOCAL_QUORUM);
  }

  private RecordingClient client(
      CassandraByteStore store, int session, Acknowledgements acknowledgements) {
    return new RecordingClient(
        history, session, store, new InMemoryLlmCache(), acknowledgements::since, PATIENCE);
  }

  private static List<String> keys(int table, int session) {
    return IntStream.range(0, KEYS)
        .mapToObj(key -> "%s/%d/%d".formatted(name(table), session, key))
        .toList();
  }

  private static String name(int table) {
    return "table_%d_".formatted(table);
  }
}
