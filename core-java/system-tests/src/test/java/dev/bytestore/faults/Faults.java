package dev.bytestore.faults;

import static org.awaitility.Awaitility.await;

import dev.bytestore.embedded.EmbeddedCassandra;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Does harm to one node of a cluster at a time, and repairs it. Between two faults, the clients
 * must get some calls through.
 */
final class Faults {

  private static final Duration KILLED = Duration.ofSeconds(3);
  private static final Duration CUT = Duration.ofSeconds(3);
  // Long enough for the nodes to mark each other as down, which takes 18 s. Until then, requests
  // time out.
  private static final Duration SEPARATED = Duration.ofSeconds(22);
  private static final Duration SKEWED = Duration.ofSeconds(3);
  private static final Duration FULL = Duration.ofSeconds(5);

  /** Smaller than a segment of the commit log, so that the node cannot start a new one. */
  private static final int MOST_FILE_BYTES = 64 << 10;

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
  private static final Duration LONGEST_CALM = Duration.ofMinutes(5);

  /** What can be done to a node. */
  enum Kind {
    /** {@code kill -9}, and a restart some seconds later. */
    KILL,
    /** {@code SIGSTOP}, and {@code SIGCONT} some seconds later. */
    FREEZE,
    /** Clients lose their connections to the node, and cannot connect again for some seconds. */
    CUT,
    /** The node is cut from both other nodes for some seconds. Clients still reach all three. */
    PARTITION,
    /** The node is cut from the next one for some seconds. The third node still reaches both. */
    LINK,
    /** The node's clock is a second ahead for some seconds, then as long a second behind. */
    SKEW,
    /** For about ten seconds, the node runs only a tenth of the time. */
    SLOW,
    /**
     * The node can write nothing but small files, as on a full disk. Some seconds after it has
     * stopped to serve clients, it is killed and restarted with a disk that has room again.
     */
    FULL_DISK
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
      case KILL -> restart(node);
      // Longer than the timeout of a request, so that calls fail.
      case FREEZE -> stopAndContinue(node, "6", "0", 1);
      case CUT -> {
        proxies.get(node).cut();
        sleep(CUT);
        proxies.get(node).mend();
      }
      case PARTITION -> separate(node, 1, 2);
      case LINK -> separate(node, 1);
      case SKEW -> {
        cassandra.setClockOffset(node, SkewedTimestamps.SKEW);
        sleep(SKEWED);
        cassandra.setClockOffset(node, SkewedTimestamps.SKEW.negated());
        sleep(SKEWED);
        cassandra.setClockOffset(node, Duration.ZERO);
      }
      case SLOW -> stopAndContinue(node, "0.09", "0.01", 100);
      case FULL_DISK -> {
        String process = Long.toString(cassandra.processId(node));
        run("prlimit", "--pid", process, "--fsize=" + MOST_FILE_BYTES);
        await().atMost(LONGEST_CALM).until(() -> !servesClients(node));
        sleep(FULL);
        restart(node);
      }
    }
    faults.add(new Fault(kind, node, start, System.nanoTime()));
  }

  private boolean servesClients(int node) {
    InetSocketAddress address = cassandra.contactPoints().get(node);
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void restart(int node) throws InterruptedException {
    cassandra.kill(node);
    sleep(KILLED);
    cassandra.restart(node);
  }

  /** Cuts a node from those that come {@code steps} after it. */
  private void separate(int node, int... steps) throws InterruptedException {
    setConnected(node, steps, false);
    sleep(SEPARATED);
    setConnected(node, steps, true);
  }

  private void setConnected(int node, int[] steps, boolean connected) {
    for (int step : steps) {
      cassandra.setConnected(node, (node + step) % FaultRun.NODES, connected);
    }
  }

  private static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
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
    String repetitions = Integer.toString(times);
    run("sh", "-c", STOP_AND_CONTINUE, "sh", process, stopped, running, repetitions);
  }

  private static void run(String... command) throws InterruptedException {
    try {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("%s failed with status %d".formatted(command[0], status));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
