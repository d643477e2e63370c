package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.testing.TestCassandra;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Prints how much faster this store is than the ways of Python's class, on the same server in the
 * same run. Each figure is the median of 21 rounds in which the two sides take turns, after a
 * warm-up.
 *
 * <p>{@code ./mvnw -Pquickstart -Dquickstart.main=dev.bytestore.cassandra.SpeedRatios}
 */
public final class SpeedRatios {

  private static final int ROUNDS = 21;
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private final CqlSession session = TestCassandra.session();
  private final String keyspace = TestCassandra.newKeyspace();

  public static void main(String[] arguments) {
    System.out.println("What is compared                       Python's way   this store   ratio");
    SpeedRatios ratios = new SpeedRatios();
    ratios.writesAndReads();
    ratios.listing();
    System.exit(0);
  }

  private void writesAndReads() {
    CassandraByteStore store = newStore("few");
    BlockingByteStore blocking = store.blocking();
    Map<String, byte[]> entries = entries(2_000, 100);
    List<String> keys = new ArrayList<>(entries.keySet());
    PreparedStatement insert = store.insertStatementAsync().join();
    PreparedStatement select = store.selectStatementAsync().join();

    compare(
        "mset of 2,000 values of 100 bytes",
        entries.size(),
        () ->
            entries.forEach(
                (key, value) -> session.execute(insert.bind(key, ByteBuffer.wrap(value)))),
        () -> blocking.mset(entries));
    compare(
        "mget of the same",
        keys.size(),
        () -> checkCount(keys.size(), session.execute(select.bind(keys)).all().size()),
        () -> checkCount(keys.size(), blocking.mget(keys).size()));
  }

  private void listing() {
    CassandraByteStore store = newStore("many");
    BlockingByteStore blocking = store.blocking();
    Map<String, byte[]> entries = entries(100_000, 1_024);
    blocking.mset(entries);
    String scan = "SELECT row_id, body_blob FROM %s.many".formatted(keyspace);
    compare(
        "listing 100,000 keys, values of 1 KiB",
        entries.size(),
        () -> checkCount(entries.size(), scan(scan, "").size()),
        () -> checkCount(entries.size(), (int) blocking.yieldKeys().count()));
    compare(
        "listing by a prefix of 1 in 100 of them",
        entries.size(),
        () -> checkCount(1_000, scan(scan, "07/").size()),
        () -> checkCount(1_000, (int) blocking.yieldKeys("07/").count()));
  }

  private List<String> scan(String cql, String prefix) {
    List<String> keys = new ArrayList<>();
    AsyncResultSet page = session.executeAsync(cql).toCompletableFuture().join();
    while (true) {
      for (Row row : page.currentPage()) {
        String key = Objects.requireNonNull(row.getString(0));
        if (key.startsWith(prefix)) {
          keys.add(key);
        }
      }
      if (!page.hasMorePages()) {
        return keys;
      }
      page = page.fetchNextPage().toCompletableFuture().join();
    }
  }

  private static void compare(String what, int count, Runnable theirs, Runnable ours) {
    double[] theirSeconds = new double[ROUNDS];
    double[] ourSeconds = new double[ROUNDS];
    long warm = System.nanoTime() + WARM_UP.toNanos();
    while (System.nanoTime() < warm) {
      theirs.run();
      ours.run();
    }
    for (int round = 0; round < ROUNDS; round++) {
      theirSeconds[round] = seconds(theirs);
      ourSeconds[round] = seconds(ours);
    }
    double their = median(theirSeconds);
    double our = median(ourSeconds);
    System.out.printf(
        "%-38s %,10.0f/s %,10.0f/s %6.1f%n", what, count / their, count / our, their / our);
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static void checkCount(int expected, int actual) {
    if (expected != actual) {
      throw new IllegalStateException("expected %d, got %d".formatted(expected, actual));
    }
  }

  private CassandraByteStore newStore(String table) {
    return CassandraByteStore.builder(session).keyspace(keyspace).table(table).build();
  }

  private static Map<String, byte[]> entries(int count, int size) {
    Random random = new Random(1);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[size];
      random.nextBytes(value);
      entries.put("%02d/document-%d.txt".formatted(i % 100, i), value);
    }
    return entries;
  }
}
