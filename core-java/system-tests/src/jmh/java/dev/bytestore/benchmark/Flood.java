package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.testing.TestCassandra;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A thousand calls at once of a thousand keys each, on one store and one session with the defaults
 * of both: whether any fails, how much memory that takes, and what a caller who reads one key now
 * and then notices of it.
 *
 * <p>{@code ./mvnw -Pbenchmarks "-Dbenchmarks=flood"}; with fewer calls, in any heap:
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=dev.bytestore.benchmark.Flood "-Dbenchmarks=100"
 * }</pre>
 */
public final class Flood {

  private static final int CALLS = 1_000;
  private static final int KEYS_PER_CALL = 1_000;
  private static final int VALUE_BYTES = 100;
  private static final int ROUNDS = 2;
  private static final int WARM_UPS = 2;
  private static final int IDLE_MILLIS = 3_000;
  private static final String SMALL_KEY = "small";
  private static final String KEYSPACE = "flood";

  private final CassandraByteStore store;
  private final InFlight inFlight;
  private final List<List<String>> keys;
  private final HeapWatch heap = new HeapWatch();
  private final Map<String, List<Double>> latencies = new LinkedHashMap<>();
  private Figures figures = Figures.of("flood");

  private Flood(CqlSession session, int calls) {
    inFlight = new InFlight(session);
    store =
        CassandraByteStore.builder(inFlight.session())
            .keyspace(KEYSPACE)
            .table("documents")
            .build();
    keys = IntStream.range(0, calls).mapToObj(Flood::keys).toList();
  }

  /** Measures as many calls at once as the first argument says, a thousand without one. */
  public static void main(String[] arguments) throws InterruptedException {
    int calls = arguments.length == 0 ? CALLS : Integer.parseInt(arguments[0]);
    try (EmbeddedCassandra cassandra = EmbeddedCassandra.start();
        CqlSession session =
            CqlSession.builder()
                .addContactPoints(cassandra.contactPoints())
                .withLocalDatacenter(cassandra.localDatacenter())
                .build()) {
      TestCassandra.createKeyspace(session, KEYSPACE, 1);
      new Flood(session, calls).run();
    }
  }

  private void run() throws InterruptedException {
    store.blocking().mset(Map.of(SMALL_KEY, new byte[VALUE_BYTES]));
    for (int round = 0; round < WARM_UPS; round++) {
      System.out.println("warm-up");
      round(Math.max(1, keys.size() / 10));
    }
    figures = Figures.of("flood");
    latencies.clear();
    for (int round = 0; round < ROUNDS; round++) {
      System.out.printf("round %d of %d%n", round + 1, ROUNDS);
      round(keys.size());
    }
    latencies.forEach(this::addLatencies);
    figures.write();
  }

  private void round(int calls) throws InterruptedException {
    SmallCaller small = SmallCaller.start(store, SMALL_KEY);
    Thread.sleep(IDLE_MILLIS);
    finished("small calls only", small.stop());

    flood("mset", calls, writes(calls));
    flood("mget", calls, call -> check(call, store.mgetAsync(keys.get(call))));
    flood("mdelete", calls, call -> store.mdeleteAsync(keys.get(call)));
  }

  private void flood(String name, int calls, IntFunction<CompletableFuture<?>> send)
      throws InterruptedException {
    String scenario =
        String.format(Locale.ROOT, "%,d calls of %s, %,d keys each", calls, name, KEYS_PER_CALL);
    figures.add(scenario, "heap before the calls, MB", heap.restart());
    inFlight.restart();
    AtomicInteger failed = new AtomicInteger();
    SmallCaller small = SmallCaller.start(store, SMALL_KEY);
    long start = System.nanoTime();
    CompletableFuture<?>[] all =
        IntStream.range(0, calls)
            .mapToObj(call -> counted(send.apply(call), failed))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(all).join();
    double seconds = (System.nanoTime() - start) / 1e9;
    List<Double> milliseconds = small.stop();

    figures.add(scenario, "highest heap, MB", heap.highestMegabytes());
    figures.add(scenario, "failed calls", failed.get());
    figures.add(scenario, "time for all calls, s", seconds);
    figures.add(scenario, "keys/s", calls * KEYS_PER_CALL / seconds);
    figures.add(scenario, "most requests in flight", inFlight.highest());
    System.out.printf(
        "%s: %d failed, %.1f s, %,.0f keys/s, %d requests in flight and %.0f MB of heap at most%n",
        scenario,
        failed.get(),
        seconds,
        calls * KEYS_PER_CALL / seconds,
        inFlight.highest(),
        heap.highestMegabytes());
    finished(scenario, milliseconds);
  }

  private static CompletableFuture<?> counted(CompletableFuture<?> call, AtomicInteger failed) {
    return call.handle(
        (done, failure) -> {
          if (failure != null && failed.incrementAndGet() == 1) {
            System.out.println("the first failure: " + failure);
          }
          return null;
        });
  }

  /** Calls that write, made beforehand: what they hold is there before they are. */
  private IntFunction<CompletableFuture<?>> writes(int calls) {
    List<Map<String, byte[]>> entries =
        keys.subList(0, calls).stream().map(Flood::entries).toList();
    return call -> store.msetAsync(entries.get(call));
  }

  /** Fails unless the values are those of the call's keys, and lets them go. */
  private CompletableFuture<?> check(int call, CompletableFuture<List<byte[]>> values) {
    return values.thenAccept(
        found -> {
          List<String> wanted = keys.get(call);
          for (int i = 0; i < wanted.size(); i++) {
            if (ByteBuffer.wrap(found.get(i)).getInt() != wanted.get(i).hashCode()) {
              throw new IllegalStateException("not the value of this key: " + wanted.get(i));
            }
          }
        });
  }

  private static List<String> keys(int call) {
    int first = call * KEYS_PER_CALL;
    return IntStream.range(first, first + KEYS_PER_CALL).mapToObj(Documents::key).toList();
  }

  /** A value for each key, by which it can be told from the others. */
  private static Map<String, byte[]> entries(List<String> keys) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String key : keys) {
      entries.put(key, ByteBuffer.allocate(VALUE_BYTES).putInt(key.hashCode()).array());
    }
    return entries;
  }

  private void finished(String scenario, List<Double> milliseconds) {
    List<Double> ascending = milliseconds.stream().sorted().toList();
    System.out.printf(
        "%s: %,d small calls, p50 %.1f ms, p99 %.1f ms%n",
        scenario, ascending.size(), percentile(ascending, 50), percentile(ascending, 99));
    latencies.computeIfAbsent(scenario, key -> new ArrayList<>()).addAll(milliseconds);
  }

  /** Those of all rounds together: one round has too few small calls for a p99. */
  private void addLatencies(String scenario, List<Double> milliseconds) {
    List<Double> ascending = milliseconds.stream().sorted().toList();
    figures.add(scenario, "number of small calls", ascending.size());
    figures.add(scenario, "small call, p50, ms", percentile(ascending, 50));
    figures.add(scenario, "small call, p99, ms", percentile(ascending, 99));
    figures.add(scenario, "small call, slowest, ms", percentile(ascending, 100));
  }

  /** The smallest of them that so many in a hundred do not exceed. */
  private static double percentile(List<Double> ascending, int percent) {
    int rank = (ascending.size() * percent + 99) / 100;
    return ascending.get(rank - 1);
  }
}
