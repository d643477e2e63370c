package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.testing.TestCassandra;
import java.nio.ByteBuffer;
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
  private static final int ROUNDS = 5;
  private static final int WARM_UPS = 2;
  private static final int IDLE_MILLIS = 3_000;
  private static final String SMALL_KEY = "small";
  private static final String KEYSPACE = "flood";

  private final CassandraByteStore store;
  private final InFlight inFlight;
  private final List<List<String>> keys;
  private final HeapWatch heap = new HeapWatch();
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
    for (int round = 0; round < ROUNDS; round++) {
      System.out.printf("round %d of %d%n", round + 1, ROUNDS);
      round(keys.size());
    }
    figures.write();
  }

  private void round(int calls) throws InterruptedException {
    SmallCaller small = SmallCaller.start(store, SMALL_KEY);
    Thread.sleep(IDLE_MILLIS);
    record("idle store", small.stop());

    flood("mset", calls, writes(calls));
    flood("mget", calls, call -> check(call, store.mgetAsync(keys.get(call))));
    flood("mdelete", calls, call -> store.mdeleteAsync(keys.get(call)));
  }

  private void flood(String name, int calls, IntFunction<CompletableFuture<?>> send)
      throws InterruptedException {
    String scenario =
        String.format(Locale.ROOT, "%,d calls of %s, %,d keys each", calls, name, KEYS_PER_CALL);
    record(scenario, "before, MB of heap", heap.restart());
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
    List<Double> latencies = small.stop();

    record(scenario, "at most, MB of heap", heap.highestMegabytes());
    record(scenario, "failed calls", failed.get());
    record(scenario, "all calls, s", seconds);
    record(scenario, "keys/s", calls * KEYS_PER_CALL / seconds);
    record(scenario, "requests in flight, at most", inFlight.highest());
    record(scenario, latencies);
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

  private void record(String scenario, List<Double> latencies) {
    record(scenario, "small calls", latencies.size());
    record(scenario, "small call, p50, ms", percentile(latencies, 50));
    record(scenario, "small call, p99, ms", percentile(latencies, 99));
    record(scenario, "small call, longest, ms", percentile(latencies, 100));
  }

  /** The smallest of them that so many in a hundred do not exceed. */
  private static double percentile(List<Double> ascending, int percent) {
    int rank = (ascending.size() * percent + 99) / 100;
    return ascending.get(rank - 1);
  }

  private void record(String scenario, String way, double value) {
    System.out.printf("%s, %s: %,.2f%n", scenario, way, value);
    figures.add(scenario, way, value);
  }
}
