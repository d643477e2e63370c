package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Deleting the same keys again and again: the work of the server does not depend on whether a key
 * exists. {@code -t} sets the number of callers at the same time. All ways run in one JVM, on one
 * node.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=org.openjdk.jmh.Main \
 *     "-Dbenchmarks=MdeleteBenchmark -p keys=2000 -t 8"
 * }</pre>
 */
public class MdeleteBenchmark extends ServerBenchmark {

  @Param({"1", "10", "100", "2000", "10000"})
  int keys;

  private BenchmarkTable table;

  /** A connection of the driver accepts 1,024 at most, and a few hundred are as fast. */
  private int inFlight;

  private PreparedStatement deleteMany;
  private PreparedStatement deleteOne;

  /** Finds the table, or creates and fills it. */
  @Setup
  public void setup(BenchmarkParams parameters) {
    prepare(parameters.getThreads());
  }

  void prepare(int callers) {
    inFlight = Math.max(1, 256 / callers);
    table = BenchmarkTable.of("mdelete", keys, 100);
    deleteMany = table.prepare("DELETE FROM %s WHERE row_id IN ?");
    deleteOne = table.prepare("DELETE FROM %s WHERE row_id = ?");
  }

  /** This store. */
  @Benchmark
  public void store() {
    table.blocking.mdelete(table.keys);
  }

  /** The best handwritten loop that every server accepts: 20 keys per request. */
  @Benchmark
  public void ceiling() {
    if (keys == 1) {
      table.session.execute(deleteOne.bind(table.keys.get(0)));
      return;
    }
    RawDriver.sendAll(
        (keys + 19) / 20,
        inFlight,
        request ->
            table.session.executeAsync(
                BenchmarkTable.bind(
                    deleteMany,
                    table.keys.subList(request * 20, Math.min(keys, request * 20 + 20)))));
  }

  /** Python's way: all keys in one request. */
  @Benchmark
  public void oneIn() {
    table.session.execute(deleteMany.bind(table.keys));
  }

  /** One key per request, many at a time. */
  @Benchmark
  public void oneKeyARequest() {
    RawDriver.sendAll(
        keys, inFlight, i -> table.session.executeAsync(deleteOne.bind(table.keys.get(i))));
  }
}
