package dev.bytestore.astra;

import dev.bytestore.ByteStore;
import dev.bytestore.KeyPage;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Prints figures of a store whose server takes 20 ms for each request: the time of calls in round
 * trips, the number of threads while many calls wait, and the memory that a listing needs.
 *
 * <p>{@code ./mvnw -Pquickstart -Dquickstart.main=dev.bytestore.astra.DataApiFigures}
 */
public final class DataApiFigures {

  private static final int ROUNDS = 21;

  private DataApiFigures() {}

  public static void main(String[] arguments) {
    DataApiServer server = DataApiServer.start();
    ByteStore store =
        AstraDbByteStore.builder(TestDataApi.connection(server).build())
            .collection("figures")
            .maxRequestsInFlight(64)
            .build();
    Map<String, byte[]> entries = new LinkedHashMap<>();
    IntStream.range(0, 10_000).forEach(i -> entries.put("key " + i, new byte[100]));
    store.msetAsync(entries).join();
    List<String> keys = entries.keySet().stream().limit(1_000).toList();
    server.delay(Duration.ofMillis(20));

    double oneKey = median(() -> store.mgetAsync(List.of("key 1")).join());
    double thousandKeys = median(() -> store.mgetAsync(keys).join());
    System.out.printf("mget of 1 key           %6.1f ms%n", oneKey);
    System.out.printf(
        "mget of 1,000 keys      %6.1f ms, %.1f round trips of one key%n",
        thousandKeys, thousandKeys / oneKey);

    List<CompletableFuture<?>> calls =
        IntStream.range(0, 64)
            .<CompletableFuture<?>>mapToObj(i -> store.mgetAsync(List.of("key " + i)))
            .toList();
    System.out.printf("64 calls at once        %6d threads of this library%n", ownThreads());
    calls.forEach(CompletableFuture::join);

    server.delay(Duration.ZERO);
    server.forgetRequests();
    long before = usedBytes();
    long most = 0;
    int listed = 0;
    KeyPage page = store.yieldKeysAsync().join();
    for (int i = 0; page.hasNextPage(); i++) {
      listed += page.keys().size();
      page = page.nextPageAsync().join();
      server.forgetRequests();
      if (i % 20 == 0) {
        most = Math.max(most, usedBytes() - before);
      }
    }
    System.out.printf(
        "listing of %,d keys  %6d KiB of heap more than before, at most%n",
        listed + page.keys().size(), most / 1_024);
    System.exit(0);
  }

  private static double median(Runnable call) {
    IntStream.range(0, 50).forEach(i -> call.run());
    double[] millis = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      call.run();
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    return millis[ROUNDS / 2];
  }

  /** The used heap after a garbage collection. */
  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("bytestore-") || name.startsWith("HttpClient-"))
        .count();
  }
}
