package dev.bytestore.benchmark;

import dev.bytestore.KeyPage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Compares the suspend functions with Java's futures. The benchmark is in Java, because JMH's
 * generator does not read Kotlin. The suspending calls are in Coroutines.kt.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=org.openjdk.jmh.Main \
 *     "-Dbenchmarks=KotlinBenchmark -p keys=2000"
 * }</pre>
 *
 * <p>{@code ./mvnw -Pbenchmarks "-Dbenchmarks=kotlin"} runs both in turn, for the report.
 */
public class KotlinBenchmark extends ServerBenchmark {

  @Param({"1", "100", "2000", "100000"})
  int keys;

  private BenchmarkTable table;

  /** Fills the table if it is not filled yet. */
  @Setup
  public void setup() {
    table = BenchmarkTable.of("kotlin", keys, 100);
  }

  /** Reads in Java. */
  @Benchmark
  public List<byte[]> mgetInJava() {
    return table.store.mgetAsync(table.keys).join();
  }

  /** Reads in Kotlin. */
  @Benchmark
  public List<byte[]> mgetInKotlin() {
    return CoroutinesKt.mgetInCoroutine(table.store, table.keys);
  }

  /** Writes in Java. */
  @Benchmark
  public void msetInJava() {
    table.store.msetAsync(table.entries).join();
  }

  /** Writes in Kotlin. */
  @Benchmark
  public void msetInKotlin() {
    CoroutinesKt.msetInCoroutine(table.store, table.entries);
  }

  /** Lists in Java. */
  @Benchmark
  public int listingInJava() {
    KeyPage page = table.store.yieldKeysAsync().join();
    int found = page.keys().size();
    while (page.hasNextPage()) {
      page = page.nextPageAsync().join();
      found += page.keys().size();
    }
    return BenchmarkTable.checked(keys, found);
  }

  /** Lists in Kotlin. */
  @Benchmark
  public int listingInKotlin() {
    return BenchmarkTable.checked(keys, CoroutinesKt.countInCoroutine(table.store));
  }

  /** Measures for the report. */
  public static void main(String[] arguments) throws RunnerException {
    Figures figures = Figures.of("kotlin");
    compare("mget", 1, figures);
    compare("mget", 2_000, figures);
    compare("mset", 1, figures);
    compare("mset", 2_000, figures);
    compare("listing", 100_000, figures);
    figures.write();
    System.exit(0);
  }

  private static void compare(String operation, int keys, Figures figures) throws RunnerException {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put("Kotlin", operation + "InKotlin");
    ways.put("Java", operation + "InJava");
    String name = "%s of %,d %s".formatted(operation, keys, keys == 1 ? "key" : "keys");
    Map<String, String> parameters = Map.of("keys", String.valueOf(keys));
    new Scenario(name, "KotlinBenchmark", ways, parameters, 1, keys).measure(figures);
  }
}
