package dev.bytestore.overload;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.testing.LimiterState;
import dev.bytestore.testing.TestCassandra;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A thousand callers on one store, while its server runs normally, a tenth of the time, normally
 * again, and not at all.
 *
 * <pre>{@code
 * ./mvnw -Poverload -Doverload.seconds=60
 * }</pre>
 */
public final class OverloadRun {

  private static final int CALLERS = 1_000;
  private static final int LIMIT = 256; // the default
  private static final String KEYSPACE = "overload";

  // Longer than the default, so that no request fails only because the machine is busy.
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DRAIN = Duration.ofMinutes(1);
  private static final int SAMPLE_MILLIS = 50;

  private final Throttle server;
  private final int seconds;
  private final Requests requests;
  private final CassandraByteStore store;
  private final CassandraByteStore impatient;
  private final LimiterState state;
  private final Callers callers;

  private OverloadRun(Throttle server, CqlSession session, int seconds) {
    this.server = server;
    this.seconds = seconds;
    requests = new Requests(session);
    TestCassandra.createKeyspace(session, KEYSPACE, 1);
    store = builder().requestTimeout(REQUEST_TIMEOUT).build();
    impatient = builder().requestTimeout(Frozen.REQUEST_TIMEOUT).build();
    state = new LimiterState(store);
    callers = new Callers(store);
  }

  private CassandraByteStore.Builder builder() {
    return CassandraByteStore.builder(requests.session()).keyspace(KEYSPACE).table("documents");
  }

  /**
   * Runs each phase for as many seconds as the first argument says. Fails if there is a problem.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    endWithParent();
    int seconds = Integer.parseInt(arguments[0]);
    Report report;
    try (EmbeddedCassandra cassandra = EmbeddedCassandra.builder().heapMegabytes(512).start();
        CqlSession session = connect(cassandra);
        Throttle server = new Throttle(cassandra.processId(0))) {
      System.out.println(cassandra.description());
      report = new OverloadRun(server, session, seconds).run();
    }
    System.out.println(report);
    System.exit(report.problems().isEmpty() ? 0 : 1);
  }

  private static CqlSession connect(EmbeddedCassandra cassandra) {
    return CqlSession.builder()
        .addContactPoints(cassandra.contactPoints())
        .withLocalDatacenter(cassandra.localDatacenter())
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                // For the setup, on a busy machine.
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                .build())
        .build();
  }

  private Report run() throws InterruptedException {
    SmallCaller small = SmallCaller.start(store, requests);
    callers.start(CALLERS);
    Thread.sleep(1_000L * seconds); // warm-up
    double heapBefore = usedMegabytes();
    Phase normal = phase("normal", small, () -> Thread.sleep(1_000L * seconds));
    Phase throttled = phase("a tenth of the time", small, () -> server.toATenth(seconds));
    Recovery recovery = new Recovery(requests);
    Phase recovered = phase("normal again", small, () -> recovery.watch(seconds));
    callers.stop();
    small.stop();
    Frozen.Result frozen = new Frozen(impatient, CALLERS).run(server);
    awaitEnd();
    return new Report(
        CALLERS,
        LIMIT,
        normal,
        throttled,
        recovered,
        recovery.seconds(),
        frozen,
        heapBefore,
        usedMegabytes(),
        state.callsWaiting() + new LimiterState(impatient).callsWaiting(),
        state.placesTaken() + new LimiterState(impatient).placesTaken());
  }

  /** Waits until nothing is in flight, because a cancelled call may have a request in flight. */
  private void awaitEnd() {
    try {
      await().atMost(DRAIN).until(() -> new LimiterState(impatient).placesTaken() == 0);
    } catch (ConditionTimeoutException e) {
      // The report says so.
    }
  }

  /** Something that takes as long as the phase. */
  @FunctionalInterface
  private interface Work {
    void run() throws InterruptedException;
  }

  private Phase phase(String name, SmallCaller small, Work work) throws InterruptedException {
    System.out.println(name);
    var unused = small.calls();
    requests.restart();
    callers.restart();
    WindowSampler window = WindowSampler.start(state, SAMPLE_MILLIS);
    long start = System.nanoTime();
    work.run();
    double took = (System.nanoTime() - start) / 1e9;
    return new Phase(
        name,
        took,
        callers.calls(),
        callers.failures(),
        requests.answered(),
        requests.meanMillis(),
        requests.longestMillis(),
        requests.failures(),
        requests.mostInFlight(),
        window.stop(),
        callers.longestMillis(),
        small.calls());
  }

  private static double usedMegabytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (double) (1 << 20);
  }

  /** Ends this JVM, and with it the server, if the build that runs it is killed. */
  private static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(build -> build.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
  }
}
