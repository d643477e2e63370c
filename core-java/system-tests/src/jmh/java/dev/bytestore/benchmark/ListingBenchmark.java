package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Listing all keys of a table, and the keys with a prefix, which one key in a hundred has. {@code
 * -t} sets the number of callers at the same time. All ways run in one JVM, on one node.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=org.openjdk.jmh.Main \
 *     "-Dbenchmarks=ListingBenchmark -p keys=100000 -p valueBytes=100 -t 8"
 * }</pre>
 */
public class ListingBenchmark extends ServerBenchmark {

  private static final String DISTINCT = "SELECT DISTINCT row_id FROM %s";
  private static final String IN_RANGE =
      DISTINCT + " WHERE token(row_id) >= ? AND token(row_id) <= ?";
  private static final String BY_PREFIX =
      IN_RANGE + " AND row_id >= ? AND row_id < ? ALLOW FILTERING";
  private static final String PREFIX_END = "070";
  private static final int RANGES = 32;
  private static final int RANGES_AT_ONCE = 8;
  private static final long WIDTH = Long.divideUnsigned(-1, RANGES);

  @Param({"1000", "10000", "100000"})
  int keys;

  @Param({"100", "1024"})
  int valueBytes;

  private BenchmarkTable table;
  private PreparedStatement fullRows;
  private PreparedStatement distinct;
  private PreparedStatement inRange;
  private PreparedStatement byPrefix;

  /** Finds the table, or creates and fills it. */
  @Setup
  public void setup() {
    table = BenchmarkTable.of("listing", keys, valueBytes);
    fullRows = table.prepare("SELECT row_id, body_blob FROM %s");
    distinct = table.prepare(DISTINCT);
    inRange = table.prepare(IN_RANGE);
    byPrefix = table.prepare(BY_PREFIX);
  }

  /** This store. */
  @Benchmark
  public int store() {
    return BenchmarkTable.checked(keys, (int) table.blocking.yieldKeys().count());
  }

  /** The best handwritten loop, which needs to know the approximate number of keys. */
  @Benchmark
  public int ceiling() {
    return ranges(keys, i -> table.session.executeAsync(inRange.bind(first(i), last(i))));
  }

  /** Python's way: all columns of all rows, one page after the other. */
  @Benchmark
  public int fullRows() {
    return BenchmarkTable.checked(keys, scan(fullRows, ""));
  }

  /** Only the keys, one page after the other. */
  @Benchmark
  public int distinct() {
    return BenchmarkTable.checked(keys, scan(distinct, ""));
  }

  /** This store, with a prefix. */
  @Benchmark
  public int prefixStore() {
    long found = table.blocking.yieldKeys(BenchmarkTable.PREFIX).count();
    return BenchmarkTable.checked(keys / 100, (int) found);
  }

  /** The best handwritten loop, with a prefix. */
  @Benchmark
  public int prefixCeiling() {
    return ranges(
        keys / 100,
        i ->
            table.session.executeAsync(
                byPrefix.bind(first(i), last(i), BenchmarkTable.PREFIX, PREFIX_END)));
  }

  /** Python's way with a prefix: all columns of all rows, most of which the client drops. */
  @Benchmark
  public int prefixFullRows() {
    return BenchmarkTable.checked(keys / 100, scan(fullRows, BenchmarkTable.PREFIX));
  }

  private int scan(PreparedStatement statement, String prefix) {
    int found = 0;
    for (Row row : table.session.execute(statement.bind())) {
      found += row.getString(0).startsWith(prefix) ? 1 : 0;
    }
    return found;
  }

  private static int ranges(int expected, IntFunction<CompletionStage<AsyncResultSet>> read) {
    Queue<String> found = new ConcurrentLinkedQueue<>();
    RawDriver.sendAll(
        RANGES, RANGES_AT_ONCE, i -> read.apply(i).thenCompose(page -> collect(page, found)));
    return BenchmarkTable.checked(expected, found.size());
  }

  private static CompletionStage<Void> collect(AsyncResultSet page, Queue<String> found) {
    page.currentPage().forEach(row -> found.add(row.get(0, TypeCodecs.TEXT)));
    return page.hasMorePages()
        ? page.fetchNextPage().thenCompose(next -> collect(next, found))
        : CompletableFuture.completedFuture(null);
  }

  private static long first(int range) {
    return Long.MIN_VALUE + range * WIDTH + (range == 0 ? 0 : 1);
  }

  private static long last(int range) {
    return range == RANGES - 1 ? Long.MAX_VALUE : Long.MIN_VALUE + (range + 1) * WIDTH;
  }
}
