package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import dev.bytestore.cassandra.ReplicaChunks.Chunk;
import dev.bytestore.cassandra.ReplicaChunks.Limits;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.RequestLimiter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads values by their keys, many keys a request and many requests at a time. */
final class ValueReader {

  private final CassandraTable table;
  private final RequestLimiter limiter;
  private final Limits<String> limits;
  private final AsyncOnce<PreparedStatement> select;

  ValueReader(
      CassandraTable table,
      RequestLimiter limiter,
      int keysPerRequest,
      AsyncOnce<PreparedStatement> select) {
    this.table = table;
    this.limiter = limiter;
    this.limits = Limits.ofKeys(keysPerRequest);
    this.select = select;
  }

  CompletionStage<List<byte @Nullable []>> read(List<String> keys, Cancellation cancellation) {
    Values values = new Values(keys);
    return select
        .get()
        .thenCompose(
            statement -> {
              List<Chunk<String>> chunks = table.chunks(values.distinct, limits);
              return limiter.run(
                  chunks.size(),
                  cancellation,
                  i -> table.execute(bind(statement, chunks.get(i))),
                  (i, rows) -> values.add(rows));
            })
        .thenApply(done -> values.inOrder(keys));
  }

  /** The request for the rows of all keys of {@code chunk}. */
  static BoundStatement bind(PreparedStatement statement, Chunk<String> chunk) {
    return chunk.route(statement.boundStatementBuilder().setList(0, chunk.items(), String.class));
  }

  /** Where the rows of the answers, which come in any order, find their places. */
  private static final class Values {

    final List<String> distinct;
    private final Map<String, Integer> places;
    private final byte[] @Nullable [] values;

    Values(List<String> keys) {
      distinct = new ArrayList<>(keys.size());
      places = new HashMap<>(keys.size() * 4 / 3 + 1);
      for (String key : keys) {
        if (places.putIfAbsent(key, distinct.size()) == null) {
          distinct.add(key);
        }
      }
      values = new byte[distinct.size()][];
    }

    /** Called by several threads at once, but never for the same key. */
    void add(AsyncResultSet rows) {
      for (Row row : rows.currentPage()) {
        Integer place = places.get(row.getString(0));
        ByteBuffer value = row.getByteBuffer(1);
        // Python writes a null value as a row without one, and reads it as absent.
        if (place != null && value != null) {
          values[place] = ByteUtils.getArray(value);
        }
      }
    }

    List<byte @Nullable []> inOrder(List<String> keys) {
      List<byte @Nullable []> ordered = new ArrayList<>(keys.size());
      BitSet taken = new BitSet(values.length);
      for (String key : keys) {
        int place = places.getOrDefault(key, -1);
        byte[] value = values[place];
        ordered.add(value != null && taken.get(place) ? value.clone() : value);
        taken.set(place);
      }
      return Collections.unmodifiableList(ordered);
    }
  }
}
