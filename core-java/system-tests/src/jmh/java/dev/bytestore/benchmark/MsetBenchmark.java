package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Writing the same entries again and again. {@code -t} sets the number of callers at the same time.
 * All ways run in one JVM, on one node.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=org.openjdk.jmh.Main \
 *     "-Dbenchmarks=MsetBenchmark -p keys=2000 -p valueBytes=100 -t 8"
 * }</pre>
 */
public class MsetBenchmark extends ServerBenchmark {

  @Param({"1", "10", "100", "2000", "10000"})
  int keys;

  @Param({"100", "1024", "65536"})
  int valueBytes;

  private BenchmarkTable table;

  /** A connection of the driver accepts 1,024 at most, and a few hundred are as fast. */
  private int inFlight;

  private PreparedStatement insert;

  /** Finds the table, or creates and fills it. */
  @Setup
  public void setup(BenchmarkParams parameters) {
    prepare(parameters.getThreads());
  }

  void prepare(int callers) {
    inFlight = Math.max(1, 256 / callers);
    table = BenchmarkTable.of("mset", keys, valueBytes);
    insert = table.prepare("INSERT INTO %s (row_id, body_blob) VALUES (?, ?)");
  }

  /** This store. */
  @Benchmark
  public void store() {
    table.blocking.mset(table.entries);
  }

  /** The best handwritten loop: unlogged batches, as large as possible without server warnings. */
  @Benchmark
  public void ceiling() {
    if (keys == 1) {
      table.session.execute(row(0));
      return;
    }
    int rows = Math.max(1, Math.min(10, 5 * 1024 / (valueBytes + 80)));
    RawDriver.sendAll(
        (keys + rows - 1) / rows,
        inFlight,
        request -> {
          int first = request * rows;
          if (rows == 1) {
            return table.session.executeAsync(row(first));
          }
          BatchStatementBuilder batch = BatchStatement.builder(BatchType.UNLOGGED);
          for (int i = first; i < Math.min(keys, first + rows); i++) {
            batch.addStatement(row(i));
          }
          return table.session.executeAsync(batch.setIdempotence(true).build());
        });
  }

  /** Python's way: one after the other. */
  @Benchmark
  public void oneAfterTheOther() {
    for (int i = 0; i < keys; i++) {
      table.session.execute(row(i));
    }
  }

  /** One key per request, many at a time. */
  @Benchmark
  public void oneKeyARequest() {
    RawDriver.sendAll(keys, inFlight, i -> table.session.executeAsync(row(i)));
  }

  private BoundStatement row(int i) {
    String key = table.keys.get(i);
    return insert
        .boundStatementBuilder()
        .set(0, key, TypeCodecs.TEXT)
        .setBytesUnsafe(1, ByteBuffer.wrap(table.entries.get(key)))
        .build();
  }
}
