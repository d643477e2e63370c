package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import dev.bytestore.embedded.EmbeddedCassandra;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Reading and writing on a cluster of three nodes, which share this machine with their client. The
 * ways of doing something take turns, in another order each round, after a warm-up of each.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks "-Dbenchmarks=cluster"
 * }</pre>
 */
public final class Cluster {

  private static final int ROUNDS = 7;
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  /** A way is done again until a round of it took so long. */
  private static final Duration ROUND = Duration.ofMillis(400);

  private static final String READING = "mget of 4,000 keys";
  private static final String WRITING = "mset of 4,000 entries";
  private static final String ONE_REPLICA = ", replication 1, LOCAL_ONE";
  private static final String THREE_REPLICAS = ", replication 3, LOCAL_QUORUM";
  private static final String STORE = "store";
  private static final String ONE_IN = "one IN";
  private static final String ONE_KEY_A_REQUEST = "one key per request";
  private static final String ONE_AFTER_THE_OTHER = "one after the other";
  private static final String LARGE_REQUESTS =
      "store, keysPerRequest(%d)".formatted(ClusterKeyspace.LARGE_REQUEST);
  private static final String CEILING = "hand-written loop";

  private final Figures figures = Figures.of("cluster");

  private Cluster() {}

  /** Starts the cluster, measures and writes the figures. */
  public static void main(String[] arguments) {
    try (EmbeddedCassandra cassandra =
            EmbeddedCassandra.builder().nodes(3).heapMegabytes(512).start();
        CqlSession session = connect(cassandra)) {
      Cluster cluster = new Cluster();
      // First, so that it meets servers that have just started.
      cluster.measureThreeReplicas(
          new ClusterKeyspace(session, 3, DefaultConsistencyLevel.LOCAL_QUORUM));
      cluster.measureOneReplica(new ClusterKeyspace(session, 1, DefaultConsistencyLevel.LOCAL_ONE));
      cluster.figures.write();
    }
  }

  private static CqlSession connect(EmbeddedCassandra cassandra) {
    return CqlSession.builder()
        .addContactPoints(cassandra.contactPoints())
        .withLocalDatacenter(cassandra.localDatacenter())
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                // An IN of all keys takes longer than the default.
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(60))
                .withDuration(
                    DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(10))
                .build())
        .build();
  }

  private void measureOneReplica(ClusterKeyspace keyspace) {
    Map<String, IntSupplier> reads = new LinkedHashMap<>();
    reads.put(STORE, keyspace::readByStore);
    reads.put(LARGE_REQUESTS, keyspace::readByStoreInLargeRequests);
    reads.put(ONE_IN, keyspace::readByOneIn);
    reads.put(ONE_KEY_A_REQUEST, keyspace::readOneKeyARequest);
    reads.put(CEILING, keyspace::readByReplica);
    measure(READING + ONE_REPLICA, reads);
    measure(WRITING + ONE_REPLICA, writes(keyspace));
    add("requests that went to a replica of their keys", STORE, keyspace.readsSentToAReplica());
  }

  private void measureThreeReplicas(ClusterKeyspace keyspace) {
    addAnswered(": successful calls, right after the servers started", keyspace);
    Map<String, IntSupplier> reads = new LinkedHashMap<>();
    reads.put(STORE, keyspace::readByStore);
    reads.put(ONE_KEY_A_REQUEST, keyspace::readOneKeyARequest);
    reads.put(CEILING, keyspace::readByReplica);
    measure(READING + THREE_REPLICAS, reads);
    measure(WRITING + THREE_REPLICAS, writes(keyspace));
    addAnswered(": successful calls, after the other measurements", keyspace);
  }

  private void addAnswered(String what, ClusterKeyspace keyspace) {
    String scenario = READING + THREE_REPLICAS + what;
    add(scenario, ONE_IN, shareAnswered(5, keyspace::readByOneIn));
    add(scenario, STORE, shareAnswered(50, keyspace::readByStore));
  }

  private static Map<String, IntSupplier> writes(ClusterKeyspace keyspace) {
    Map<String, IntSupplier> writes = new LinkedHashMap<>();
    writes.put(STORE, keyspace::writeByStore);
    writes.put(ONE_AFTER_THE_OTHER, keyspace::writeOneAfterTheOther);
    writes.put(ONE_KEY_A_REQUEST, keyspace::writeOneKeyARequest);
    return writes;
  }

  private void measure(String scenario, Map<String, IntSupplier> ways) {
    ways.values().forEach(way -> ratePerSecond(way, WARM_UP));
    List<String> order = new ArrayList<>(ways.keySet());
    for (int round = 0; round < ROUNDS; round++) {
      for (String way : order) {
        figures.add(scenario, way, ratePerSecond(ways.get(way), ROUND));
      }
      Collections.rotate(order, 1);
    }
    double store = figures.median(scenario, STORE);
    figures.write();
    for (String way : ways.keySet()) {
      double rate = figures.median(scenario, way);
      System.out.printf("%s, %s: %,.0f/s, store by it %.2f%n", scenario, way, rate, store / rate);
    }
  }

  /** How many keys a second {@code way} does, over as many times as fill {@code atLeast}. */
  private static double ratePerSecond(IntSupplier way, Duration atLeast) {
    long start = System.nanoTime();
    long keys = 0;
    long elapsed;
    do {
      keys += way.getAsInt();
      elapsed = System.nanoTime() - start;
    } while (elapsed < atLeast.toNanos());
    return keys * 1e9 / elapsed;
  }

  private static double shareAnswered(int times, IntSupplier way) {
    int answered = 0;
    for (int time = 0; time < times; time++) {
      try {
        var unused = way.getAsInt();
        answered++;
      } catch (DriverException e) {
        System.out.println(e);
      }
    }
    return (double) answered / times;
  }

  private void add(String scenario, String way, double share) {
    figures.add(scenario, way, share);
    System.out.printf("%s, %s: %.2f%n", scenario, way, share);
  }
}
