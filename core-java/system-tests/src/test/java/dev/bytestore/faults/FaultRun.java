package dev.bytestore.faults;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.time.TimestampGenerator;
import com.datastax.oss.driver.internal.core.time.AtomicTimestampGenerator;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.faults.Checker.Violation;
import dev.bytestore.faults.Report.LeftOver;
import dev.bytestore.testing.LimiterState;
import dev.bytestore.testing.TestCassandra;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Clients on a cluster of three nodes, with three replicas and {@code LOCAL_QUORUM}, while nodes
 * are killed, frozen, slowed and cut off, and clocks differ. At the end, everything is read and the
 * history is checked.
 */
final class FaultRun implements AutoCloseable {

  static final int NODES = 3;

  private static final String KEYSPACE = "faults";
  private static final String TABLE = "store";
  // Shorter than the default and than a freeze, so that requests fail.
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(4);
  private static final int PAGE_SIZE = 30;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration THREADS_END = Duration.ofSeconds(20);

  /** Threads that stay: those of bytestore's pool, the JDK, this test and sessions of others. */
  private static final Pattern KEPT_THREADS =
      Pattern.compile(
          "(bytestore|CompletableFuture|ForkJoinPool|process |Common-Cleaner|awaitility|"
              + Proxy.THREAD_NAME
              + "|s\\d+-).*");

  private final History history = new History();
  private final EmbeddedCassandra cassandra;
  private final Set<Thread> threadsBefore;
  private final List<Proxy> proxies = new ArrayList<>();
  private final List<CqlSession> sessions;
  private final List<CassandraByteStore> stores;
  private final List<CassandraLlmCache> caches;
  private final Clients clients;
  private final Faults faults;
  private long heapBefore;

  private FaultRun(EmbeddedCassandra cassandra, long seed) {
    this.cassandra = cassandra;
    for (InetSocketAddress node : cassandra.contactPoints()) {
      Proxy proxy = new Proxy(node);
      proxies.add(proxy);
      ProxyAddresses.add(node, proxy);
    }
    threadsBefore = Thread.getAllStackTraces().keySet();
    // Two sessions, as two processes have: a position of one is resumed in the other.
    sessions = List.of(connect(AtomicTimestampGenerator.class), connect(SkewedTimestamps.class));
    TestCassandra.createKeyspace(sessions.get(0), KEYSPACE, NODES);
    Acknowledgements acknowledgements = new Acknowledgements(KEYSPACE + "." + TABLE);
    stores = sessions.stream().map(session -> store(acknowledgements.watch(session))).toList();
    caches = sessions.stream().map(FaultRun::cache).toList();
    clients = new Clients(history, stores, caches, acknowledgements::since, seed);
    faults = new Faults(cassandra, proxies, history);
  }

  /** Starts the nodes and the clients. */
  static FaultRun start(long seed) {
    EmbeddedCassandra cassandra =
        EmbeddedCassandra.builder()
            .nodes(NODES)
            .heapMegabytes(512)
            .restartable()
            .adjustableClocks()
            // So small that a node starts a new segment every few seconds, also on a full disk.
            .setting("commitlog_segment_size", "1MiB")
            .startTimeout(Duration.ofMinutes(10))
            .start();
    try {
      FaultRun run = new FaultRun(cassandra, seed);
      run.clients.start();
      run.faults.awaitCalls();
      run.heapBefore = Heap.used();
      return run;
    } catch (RuntimeException e) {
      cassandra.close();
      throw e;
    }
  }

  private CqlSession connect(Class<? extends TimestampGenerator> timestamps) {
    return CqlSession.builder()
        .addContactPoints(proxies.stream().map(Proxy::address).toList())
        .withLocalDatacenter(cassandra.localDatacenter())
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                // For the setup, on a busy machine.
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                .withDuration(
                    DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(10))
                // The default grows to a minute, in which a repaired node would not be used.
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(4))
                .withString(DefaultDriverOption.SESSION_NAME, "faults")
                .withClass(DefaultDriverOption.ADDRESS_TRANSLATOR_CLASS, ProxyAddresses.class)
                .withClass(DefaultDriverOption.TIMESTAMP_GENERATOR_CLASS, timestamps)
                .build())
        .build();
  }

  private static CassandraByteStore store(CqlSession session) {
    return CassandraByteStore.builder(session)
        .keyspace(KEYSPACE)
        .table(TABLE)
        .readConsistency(DefaultConsistencyLevel.LOCAL_QUORUM)
        .writeConsistency(DefaultConsistencyLevel.LOCAL_QUORUM)
        .requestTimeout(REQUEST_TIMEOUT)
        .pageSize(PAGE_SIZE)
        .build();
  }

  private static CassandraLlmCache cache(CqlSession session) {
    return CassandraLlmCache.builder(session)
        .keyspace(KEYSPACE)
        .readConsistency(DefaultConsistencyLevel.LOCAL_QUORUM)
        .writeConsistency(DefaultConsistencyLevel.LOCAL_QUORUM)
        .requestTimeout(REQUEST_TIMEOUT)
        .build();
  }

  String description() {
    return cassandra.description();
  }

  void inject(Faults.Kind kind, int node) throws InterruptedException {
    System.out.printf("%,d calls done; %s node %d%n", history.succeeded(), kind, node + 1);
    faults.inject(kind, node);
  }

  /** Stops the clients, reads everything once more, closes the sessions and checks the history. */
  Report finish() throws InterruptedException, ExecutionException {
    faults.awaitCalls();
    clients.stop();
    await().atMost(LIMIT).until(() -> sessions.stream().allMatch(FaultRun::seesAllNodes));
    clients.readEverything();
    Findings findings = findings();
    history.clear();
    int places = placesInFlight();
    long heapAfter = Heap.used();
    sessions.forEach(CqlSession::close);
    LeftOver leftOver = new LeftOver(leakedThreads(), places, heapBefore, heapAfter);
    return new Report(findings.figures(), faults.injected(), findings.violations(), leftOver);
  }

  private record Findings(CallFigures figures, List<Violation> violations) {}

  private Findings findings() {
    List<Call> calls = history.calls();
    return new Findings(CallFigures.of(calls), Checker.check(calls));
  }

  static boolean seesAllNodes(CqlSession session) {
    return session.getMetadata().getNodes().values().stream()
        .allMatch(node -> node.getState() == NodeState.UP);
  }

  /** Waits until no place is taken, because a listing reads ahead, and returns how many stay. */
  private int placesInFlight() {
    try {
      await().atMost(REQUEST_TIMEOUT.multipliedBy(3)).until(() -> countPlaces() == 0);
    } catch (ConditionTimeoutException e) {
      return countPlaces();
    }
    return 0;
  }

  private int countPlaces() {
    return stores.stream().map(LimiterState::new).mapToInt(LimiterState::placesTaken).sum()
        + caches.stream().map(LimiterState::new).mapToInt(LimiterState::placesTaken).sum();
  }

  /** Waits until all threads of the run have ended, and returns those that do not end. */
  private List<String> leakedThreads() {
    try {
      await().atMost(THREADS_END).until(() -> newThreads().isEmpty());
    } catch (ConditionTimeoutException e) {
      return newThreads();
    }
    return List.of();
  }

  private List<String> newThreads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeAll(threadsBefore);
    return threads.stream()
        .map(Thread::getName)
        .filter(name -> !KEPT_THREADS.matcher(name).matches())
        .sorted()
        .toList();
  }

  @Override
  public void close() throws IOException {
    clients.abort();
    sessions.forEach(CqlSession::close);
    for (Proxy proxy : proxies) {
      proxy.close();
    }
    cassandra.close();
  }
}
