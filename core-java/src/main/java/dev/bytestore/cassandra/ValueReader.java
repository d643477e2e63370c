package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import dev.bytestore.cassandra.ReplicaChunks.Chunk;
import dev.bytestore.cassandra.ReplicaChunks.Limits;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.RequestLimiter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads values by their keys, many keys a request and many requests at a time. */
final class ValueReader {

  private static final TypeCodec<List<String>> TEXTS = TypeCodecs.listOf(TypeCodecs.TEXT);

  /**
   * @param place of the key among those of the call
   */
  private record Wanted(String key, int place) {}

  private final CassandraTable table;
  private final RequestLimiter limiter;
  private final Limits<Wanted> limits;
  private final AsyncOnce<PreparedStatement> select;
  private final AsyncOnce<PreparedStatement> selectOne;

  /**
   * @param selectOne for requests of a single key, which a server answers sooner than a list of one
   */
  ValueReader(
      CassandraTable table,
      RequestLimiter limiter,
      int keysPerRequest,
      AsyncOnce<PreparedStatement> select,
      AsyncOnce<PreparedStatement> selectOne) {
    this.table = table;
    this.limiter = limiter;
    this.limits = Limits.of(Wanted::key, keysPerRequest);
    this.select = select;
    this.selectOne = selectOne;
  }

  CompletionStage<List<byte @Nullable []>> read(List<String> keys, Cancellation cancellation) {
    byte[] @Nullable [] values = new byte[keys.size()][];
    CompletionStage<?> done =
        keys.size() == 1 || limits.items() == 1
            ? readEach(keys, values, cancellation)
            : readMany(keys, values, cancellation);
    return done.thenApply(ignored -> Collections.unmodifiableList(Arrays.asList(values)));
  }

  private CompletionStage<?> readEach(
      List<String> keys, byte[] @Nullable [] values, Cancellation cancellation) {
    return selectOne
        .get()
        .thenCompose(
            statement ->
                limiter.run(
                    keys.size(),
                    cancellation,
                    i -> table.execute(bind(statement, keys.get(i))),
                    (i, rows) -> values[i] = bytesOfOne(rows)));
  }

  private CompletionStage<?> readMany(
      List<String> keys, byte[] @Nullable [] values, Cancellation cancellation) {
    return select
        .get()
        .thenCompose(
            statement -> {
              List<Chunk<Wanted>> chunks = table.chunks(wanted(keys), limits);
              return limiter.run(
                  chunks.size(),
                  cancellation,
                  i -> table.execute(bind(statement, chunks.get(i), keys(chunks.get(i).items()))),
                  (i, rows) -> take(rows, chunks.get(i).items(), values));
            });
  }

  /** The request for the rows of {@code keys}, which are those of {@code chunk}. */
  static BoundStatement bind(PreparedStatement statement, Chunk<?> chunk, List<String> keys) {
    return chunk.route(statement.boundStatementBuilder().set(0, keys, TEXTS));
  }

  private static BoundStatement bind(PreparedStatement statement, String key) {
    return statement.boundStatementBuilder().set(0, key, TypeCodecs.TEXT).build();
  }

  private static List<Wanted> wanted(List<String> keys) {
    List<Wanted> wanted = new ArrayList<>(keys.size());
    for (String key : keys) {
      wanted.add(new Wanted(key, wanted.size()));
    }
    return wanted;
  }

  private static List<String> keys(List<Wanted> chunk) {
    List<String> keys = new ArrayList<>(chunk.size());
    chunk.forEach(wanted -> keys.add(wanted.key()));
    return keys;
  }

  /**
   * Puts the rows of an answer, which come in any order and each once, in the places of those of
   * its keys. Called by several threads at once, but never for the same place.
   */
  private static void take(AsyncResultSet rows, List<Wanted> chunk, byte[] @Nullable [] values) {
    Map<String, ByteBuffer> found = new HashMap<>(chunk.size() * 2);
    for (Row row : rows.currentPage()) {
      ByteBuffer value = value(row);
      if (value != null) {
        found.put(row.get(0, TypeCodecs.TEXT), value);
      }
    }
    for (Wanted wanted : chunk) {
      ByteBuffer value = found.get(wanted.key());
      if (value != null) {
        values[wanted.place()] = ByteUtils.getArray(value);
        // Of a read-only buffer the array is a copy: a key that comes again gets one of its own.
        found.put(wanted.key(), value.asReadOnlyBuffer());
      }
    }
  }

  private static byte @Nullable [] bytesOfOne(AsyncResultSet rows) {
    Row row = rows.one();
    ByteBuffer value = row == null ? null : value(row);
    return value == null ? null : ByteUtils.getArray(value);
  }

  /** Null where there is none: Python writes a null as a row without a value, and reads it so. */
  private static @Nullable ByteBuffer value(Row row) {
    return row.getBytesUnsafe(1);
  }
}
