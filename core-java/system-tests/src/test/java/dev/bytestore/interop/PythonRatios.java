package dev.bytestore.interop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Prints how much faster this store is than Python's {@code CassandraByteStore}, on the same node
 * in the same run. The Python process measures its own time, so the pipe to it does not count. Each
 * figure is the median of 11 rounds in which the two sides take turns, after a warm-up. The last
 * column is the range of the rounds.
 *
 * <p>{@code ./mvnw -Pquickstart -Dquickstart.main=dev.bytestore.interop.PythonRatios}
 */
public final class PythonRatios {

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int ROUNDS = 11;

  private final PythonPeer peer = PythonPeer.shared();
  private final String keyspace = TestCassandra.newKeyspace();

  public static void main(String[] arguments) {
    PythonRatios ratios = new PythonRatios();
    System.out.printf(
        "%-42s %12s %12s %6s   %s%n", "Call", "Python", "this store", "ratio", "range of rounds");
    ratios.writesAndReads();
    ratios.listings();
    System.exit(0);
  }

  private void writesAndReads() {
    Table few = new Table("few", 2_000, 100);
    List<String> keys = new ArrayList<>(few.entries.keySet());
    for (boolean async : List.of(false, true)) {
      String a = async ? "a" : "";
      few.compare(
          a + "mset of 2,000 values of 100 bytes",
          "mset",
          null,
          async,
          2_000,
          () -> {
            few.java.mset(few.entries);
            return few.entries.size();
          });
      few.compare(
          a + "mget of the same", "mget", null, async, 2_000, () -> few.java.mget(keys).size());
    }
  }

  private void listings() {
    Table many = new Table("many", 100_000, 1_024);
    many.java.mset(many.entries);
    for (boolean async : List.of(false, true)) {
      String a = async ? "a" : "";
      many.compare(
          a + "yield_keys, 100,000 values of 1 KiB",
          "yield_keys",
          null,
          async,
          100_000,
          () -> (int) many.java.yieldKeys().count());
      many.compare(
          a + "yield_keys by a prefix of 1 in 100",
          "yield_keys",
          "07/",
          async,
          1_000,
          () -> (int) many.java.yieldKeys("07/").count());
    }
  }

  /** Makes a call, and returns its number of entries. */
  private interface Call {
    int run();
  }

  private record Timing(double seconds, int count) {}

  /** A table that both sides share, and the entries to write. */
  private final class Table {

    final BlockingByteStore java;
    final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final String python;
    private final String name;

    Table(String name, int count, int size) {
      this.name = name;
      java =
          CassandraByteStore.builder(TestCassandra.session())
              .keyspace(keyspace)
              .table(name)
              .build()
              .blocking();
      python = peer.make("CassandraByteStore", "SYNC", Map.of("keyspace", keyspace, "table", name));
      peer.call("entries", Map.of("name", name, "count", count, "size", size));
      Random random = new Random(1);
      for (int i = 0; i < count; i++) {
        byte[] value = new byte[size];
        random.nextBytes(value);
        entries.put("%02d/document-%d.txt".formatted(i % 100, i), value);
      }
    }

    void compare(
        String what, String method, @Nullable String prefix, boolean async, int count, Call ours) {
      Map<String, Object> arguments = new HashMap<>();
      arguments.putAll(Map.of("on", python, "method", method, "entries", name, "is_async", async));
      arguments.put("prefix", prefix);
      double[] theirSeconds = new double[ROUNDS];
      double[] ourSeconds = new double[ROUNDS];
      double[] ratios = new double[ROUNDS];
      long warm = System.nanoTime() + WARM_UP.toNanos();
      while (System.nanoTime() < warm) {
        python(arguments);
        java(ours);
      }
      for (int round = 0; round < ROUNDS; round++) {
        Timing their = python(arguments);
        Timing our = java(ours);
        if (their.count != count || our.count != count) {
          throw new IllegalStateException(
              "%s: expected %d entries, got %s and %s".formatted(what, count, their, our));
        }
        theirSeconds[round] = their.seconds;
        ourSeconds[round] = our.seconds;
        ratios[round] = their.seconds / our.seconds;
      }
      double their = median(theirSeconds);
      double our = median(ourSeconds);
      Arrays.sort(ratios);
      System.out.printf(
          "%-42s %,10.0f/s %,10.0f/s %6.1f   %.1f to %.1f%n",
          what, count / their, count / our, their / our, ratios[0], ratios[ROUNDS - 1]);
    }
  }

  private Timing python(Map<String, ?> arguments) {
    JsonNode timing = peer.call("seconds", arguments);
    return new Timing(timing.get("seconds").doubleValue(), timing.get("count").intValue());
  }

  private static Timing java(Call call) {
    long start = System.nanoTime();
    int count = call.run();
    return new Timing((System.nanoTime() - start) / 1e9, count);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
