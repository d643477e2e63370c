package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Reading values by key. {@code -t} sets the number of callers at the same time. All ways run in
 * one JVM, on one node.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=org.openjdk.jmh.Main \
 *     "-Dbenchmarks=MgetBenchmark -p keys=2000 -p valueBytes=100 -t 8"
 * }</pre>
 */
public class MgetBenchmark extends ServerBenchmark {

  @Param({"1", "10", "100", "2000", "10000"})
  int keys;

  @Param({"100", "1024", "65536"})
  int valueBytes;

  private BenchmarkTable table;

  /** A connection of the driver accepts 1,024 at most, and a few hundred are as fast. */
  private int inFlight;

  private PreparedStatement selectMany;
  private PreparedStatement selectOne;

  /** Finds the table, or creates and fills it. */
  @Setup
  public void setup(BenchmarkParams parameters) {
    prepare(parameters.getThreads());
  }

  void prepare(int callers) {
    inFlight = Math.max(1, 256 / callers);
    table = BenchmarkTable.of("mget", keys, valueBytes);
    selectMany = table.prepare("SELECT row_id, body_blob FROM %s WHERE row_id IN ?");
    selectOne = table.prepare("SELECT row_id, body_blob FROM %s WHERE row_id = ?");
  }

  /** This store. */
  @Benchmark
  public List<byte[]> store() {
    List<byte[]> values = table.blocking.mget(table.keys);
    BenchmarkTable.checked(keys, values.size() - Collections.frequency(values, null));
    return values;
  }

  /** The best handwritten loop: 20 keys per request, many requests at a time, values by key. */
  @Benchmark
  public Map<String, byte[]> ceiling() {
    if (keys == 1) {
      String key = table.keys.get(0);
      return Map.of(key, value(table.session.execute(selectOne.bind(key)).one()));
    }
    Map<String, byte[]> found = new ConcurrentHashMap<>(keys * 2);
    read(row -> take(row, found));
    BenchmarkTable.checked(keys, found.size());
    return found;
  }

  private void read(Consumer<Row> consumer) {
    RawDriver.sendAll(
        (keys + 19) / 20,
        inFlight,
        request -> {
          List<String> chunk = table.keys.subList(request * 20, Math.min(keys, request * 20 + 20));
          return table
              .session
              .executeAsync(BenchmarkTable.bind(selectMany, chunk))
              .thenAccept(rows -> rows.currentPage().forEach(consumer));
        });
  }

  /** Python's way: all keys in one request. */
  @Benchmark
  public Map<String, byte[]> oneIn() {
    Map<String, byte[]> found = new HashMap<>(keys * 2);
    table.session.execute(selectMany.bind(table.keys)).forEach(row -> take(row, found));
    BenchmarkTable.checked(keys, found.size());
    return found;
  }

  /** One key per request, many at a time. */
  @Benchmark
  public byte[][] oneKeyARequest() {
    byte[][] found = new byte[keys][];
    RawDriver.sendAll(
        keys,
        inFlight,
        request ->
            table
                .session
                .executeAsync(selectOne.bind(table.keys.get(request)))
                .thenAccept(rows -> found[request] = value(rows.one())));
    return found;
  }

  private static void take(Row row, Map<String, byte[]> found) {
    found.put(row.get(0, TypeCodecs.TEXT), value(row));
  }

  private static byte[] value(Row row) {
    return ByteUtils.getArray(row.getBytesUnsafe(1));
  }
}
