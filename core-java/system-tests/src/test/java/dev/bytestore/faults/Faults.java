package dev.bytestore.faults;

import static org.awaitility.Awaitility.await;

import dev.bytestore.embedded.EmbeddedCassandra;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Does harm to one node of a cluster at a time, and repairs it. Between two faults, the clients
 * must get some calls through.
 */
final class Faults {

  private static final Duration KILLED = Duration.ofSeconds(5);
  private static final Duration CUT = Duration.ofSeconds(5);

  /**
   * Stops process {@code $1} for {@code $2} seconds and lets it run for {@code $3}, {@code $4}
   * times. The shell does this, so that the process runs again even if this JVM ends meanwhile.
   */
  private static final String STOP_AND_CONTINUE =
      """
      for i in $(seq "$4"); do
        kill -STOP "$1" && sleep "$2" && kill -CONT "$1" && sleep "$3" || exit 1
      done
      """;

  private static final int CALLS_BETWEEN = 200;
  private static final Duration LONGEST_CALM = Duration.ofMinutes(2);

  /** What can be done to a node. */
  enum Kind {
    /** {@code kill -9}, and a restart some seconds later. */
    KILL,
    /** {@code SIGSTOP}, and {@code SIGCONT} some seconds later. */
    FREEZE,
    /** Clients lose their connections to the node, and cannot connect again for some seconds. */
    CUT,
    /** For about ten seconds, the node runs only a tenth of the time. */
    SLOW
  }

  /** One fault. The times are those of {@link System#nanoTime()}. */
  record Fault(Kind kind, int node, long start, long end) {}

  private final EmbeddedCassandra cassandra;
  private final List<Proxy> proxies;
  private final History history;
  private final List<Fault> faults = new ArrayList<>();

  Faults(EmbeddedCassandra cassandra, List<Proxy> proxies, History history) {
    this.cassandra = cassandra;
    this.proxies = proxies;
    this.history = history;
  }

  /** Waits until the clients get calls through, and then does {@code kind} to a node. */
  void inject(Kind kind, int node) throws InterruptedException {
    awaitCalls();
    long start = System.nanoTime();
    switch (kind) {
      case KILL -> {
        cassandra.kill(node);
        TimeUnit.NANOSECONDS.sleep(KILLED.toNanos());
        cassandra.restart(node);
      }
      // Longer than the timeout of a request, so that calls fail.
      case FREEZE -> stopAndContinue(node, "8", "0", 1);
      case CUT -> {
        proxies.get(node).cut();
        TimeUnit.NANOSECONDS.sleep(CUT.toNanos());
        proxies.get(node).mend();
      }
      case SLOW -> stopAndContinue(node, "0.09", "0.01", 100);
    }
    faults.add(new Fault(kind, node, start, System.nanoTime()));
  }

  /** Waits until some calls have succeeded from now on. */
  void awaitCalls() {
    int before = history.succeeded();
    await().atMost(LONGEST_CALM).until(() -> history.succeeded() >= before + CALLS_BETWEEN);
  }

  List<Fault> injected() {
    return List.copyOf(faults);
  }

  private void stopAndContinue(int node, String stopped, String running, int times)
      throws InterruptedException {
    String process = Long.toString(cassandra.processId(node));
    ProcessBuilder shell =
        new ProcessBuilder(
            "sh",
            "-c",
            STOP_AND_CONTINUE,
            "sh",
            process,
            stopped,
            running,
            Integer.toString(times));
    try {
      int status = shell.inheritIO().start().waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            "stopping node %d failed with status %d".formatted(node, status));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
