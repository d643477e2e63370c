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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Three processes set up stores of the same table at the same time, each through another node, and
 * write at once. Each node may give the table an id of its own (CASSANDRA-10699). The setups must
 * wait until the nodes agree on one, and no entry may be lost, also not after all nodes were
 * restarted one after the other.
 */
final class SchemaRace {

  private static final int LEAST_TABLES = 5;
  private static final int MOST_TABLES = 20;
  private static final int KEYS = 20;
  private static final int SHOWN = 20;
  private static final String KEYSPACE = "race";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final History history = new History();
  private final List<CqlSession> sessions = new ArrayList<>();
  private int tables;
  private int races;
  private final AtomicInteger disagreements = new AtomicInteger();

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
    return race.violations().isEmpty() && race.races > 0 && race.disagreements.get() == 0;
  }

  private List<Violation> violations() {
    return Checker.check(history.calls());
  }

  private void print(String when) {
    List<Violation> violations = violations();
    System.out.printf(
        "%s: %d tables, %d of them with several ids during the setup; %d setups with several ids"
            + " after it%n%s%n%d violations %s%n",
        when,
        tables,
        races,
        disagreements.get(),
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
    while (tables < LEAST_TABLES || (races == 0 && tables < MOST_TABLES)) {
      int table = tables++;
      List<CompletableFuture<Void>> writes =
          IntStream.range(0, sessions.size())
              .mapToObj(session -> setUpAndWrite(table, session))
              .toList();
      Set<UUID> idsDuringSetup = new TreeSet<>();
      while (!writes.stream().allMatch(CompletableFuture::isDone)) {
        idsDuringSetup.addAll(ids(table));
      }
      writes.forEach(CompletableFuture::join);
      if (idsDuringSetup.size() > 1) {
        races++;
      }
    }
  }

  private CompletableFuture<Void> setUpAndWrite(int table, int session) {
    Acknowledgements acknowledgements = new Acknowledgements(KEYSPACE + "." + name(table));
    return builder(table, acknowledgements.watch(sessions.get(session)))
        .buildAsync()
        .thenAcceptAsync(
            store -> {
              if (ids(table).size() != 1) {
                disagreements.incrementAndGet();
              }
              client(store, session, acknowledgements).mset(keys(table, session));
            },
            command -> new Thread(command).start());
  }

  /** Reads the ids of a table on all nodes that know it. */
  private Set<UUID> ids(int table) {
    Set<UUID> ids = new TreeSet<>();
    for (CqlSession session : sessions) {
      session
          .execute(
              "SELECT id FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?",
              KEYSPACE,
              name(table))
          .forEach(row -> ids.add(row.getUuid(0)));
    }
    return ids;
  }

  private void readEverything() {
    for (int table = 0; table < tables; table++) {
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

  /** One half of the tables has the default level for writes, at which one node confirms them. */
  private static CassandraByteStore.Builder builder(int table, CqlSession session) {
    CassandraByteStore.Builder builder =
        CassandraByteStore.builder(session).keyspace(KEYSPACE).table(name(table));
    return table % 2 == 0
        ? builder
            .readConsistency(DefaultConsistencyLevel.ALL)
            .writeConsistency(DefaultConsistencyLevel.LOCAL_ONE)
        : builder
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
