package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.bytestore.cassandra.ReplicaChunks.Chunk;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.RequestLimiter;
import dev.bytestore.internal.WriteProgress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Writes and deletes entries, many at a time, and tells which were done when one fails. */
final class EntryWriter {

  private final CassandraTable table;
  private final RequestLimiter limiter;
  private final int keysPerRequest;
  private final AsyncOnce<PreparedStatement> insert;
  private final AsyncOnce<PreparedStatement> insertWithTtl;
  private final AsyncOnce<PreparedStatement> delete;

  EntryWriter(
      CassandraTable table,
      RequestLimiter limiter,
      int keysPerRequest,
      AsyncOnce<PreparedStatement> insert,
      AsyncOnce<PreparedStatement> insertWithTtl,
      AsyncOnce<PreparedStatement> delete) {
    this.table = table;
    this.limiter = limiter;
    this.keysPerRequest = keysPerRequest;
    this.insert = insert;
    this.insertWithTtl = insertWithTtl;
    this.delete = delete;
  }

  CompletionStage<Void> write(
      Map<String, byte[]> entries, @Nullable Integer ttlSeconds, Cancellation cancellation) {
    List<Map.Entry<String, byte[]>> rows = new ArrayList<>(entries.entrySet());
    WriteProgress progress = new WriteProgress(rows.size(), i -> List.of(rows.get(i).getKey()));
    AsyncOnce<PreparedStatement> statement = ttlSeconds == null ? insert : insertWithTtl;
    return statement
        .get()
        .thenCompose(
            prepared ->
                limiter.run(
                    rows.size(),
                    cancellation,
                    i -> {
                      String key = rows.get(i).getKey();
                      ByteBuffer value = ByteBuffer.wrap(rows.get(i).getValue());
                      return table.execute(
                          ttlSeconds == null
                              ? prepared.bind(key, value)
                              : prepared.bind(key, value, ttlSeconds));
                    },
                    (i, answer) -> progress.done(i)))
        .handle(progress::outcome);
  }

  CompletionStage<Void> delete(Collection<String> keys, Cancellation cancellation) {
    return delete
        .get()
        .thenCompose(
            prepared -> {
              List<Chunk> chunks = table.chunks(keys, keysPerRequest);
              WriteProgress progress = new WriteProgress(chunks.size(), i -> chunks.get(i).keys());
              return limiter
                  .run(
                      chunks.size(),
                      cancellation,
                      i -> table.execute(chunks.get(i).bindTo(prepared)),
                      (i, answer) -> progress.done(i))
                  .handle(progress::outcome);
            });
  }
}
