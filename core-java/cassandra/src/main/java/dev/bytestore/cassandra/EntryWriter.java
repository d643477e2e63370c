package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import dev.bytestore.cassandra.CallRequests.Request;
import dev.bytestore.cassandra.ReplicaChunks.Chunk;
import dev.bytestore.cassandra.ReplicaChunks.Limits;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.store.WriteProgress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes and deletes entries, several per request and many requests at a time. If a request fails,
 * the exception names the entries that were confirmed.
 */
final class EntryWriter {

  /** By default, the server logs a warning for each batch with more partitions. */
  private static final int MAX_BATCH_ENTRIES = 10;

  /** By default, the server logs a warning for each batch of more than 5 KiB. */
  private static final int MAX_BATCH_BYTES = 5 * 1024;

  /** What the server counts in addition to key and value, such as timestamps. */
  private static final int ENTRY_OVERHEAD_BYTES = 64;

  private static final long MAX_BYTES_PER_CHARACTER = 3;

  private final CassandraTable table;
  private final RequestSender sender;
  private final Limits<Map.Entry<String, byte[]>> writeLimits;
  private final Limits<String> deleteLimits;
  private final AsyncOnce<PreparedStatement> insert;
  private final AsyncOnce<PreparedStatement> insertWithTtl;
  private final AsyncOnce<PreparedStatement> delete;

  EntryWriter(
      CassandraTable table,
      RequestSender sender,
      int keysPerRequest,
      AsyncOnce<PreparedStatement> insert,
      AsyncOnce<PreparedStatement> insertWithTtl,
      AsyncOnce<PreparedStatement> delete) {
    this.table = table;
    this.sender = sender;
    this.writeLimits =
        new Limits<>(
            Map.Entry::getKey,
            Math.min(keysPerRequest, MAX_BATCH_ENTRIES),
            EntryWriter::bytes,
            MAX_BATCH_BYTES);
    this.deleteLimits = Limits.of(Function.identity(), keysPerRequest);
    this.insert = insert;
    this.insertWithTtl = insertWithTtl;
    this.delete = delete;
  }

  CompletionStage<@Nullable Void> write(
      List<Map.Entry<String, byte[]>> entries,
      @Nullable Integer ttlSeconds,
      Cancellation cancellation) {
    return send(
        ttlSeconds == null ? insert : insertWithTtl,
        entries,
        writeLimits,
        WriteProgress::ofWrites,
        (statement, chunk) -> insertion(statement, chunk.items(), ttlSeconds),
        cancellation);
  }

  CompletionStage<@Nullable Void> delete(Collection<String> keys, Cancellation cancellation) {
    return send(
        delete,
        keys,
        deleteLimits,
        WriteProgress::ofDeletions,
        (statement, chunk) -> ValueReader.bind(statement, chunk, Function.identity()),
        cancellation);
  }

  /** Makes the request for a chunk. */
  @FunctionalInterface
  private interface RequestMaker<T> {
    Statement<?> request(PreparedStatement statement, Chunk<T> chunk);
  }

  private <T> CompletionStage<@Nullable Void> send(
      AsyncOnce<PreparedStatement> statement,
      Collection<T> items,
      Limits<T> limits,
      BiFunction<Integer, IntFunction<List<String>>, WriteProgress> newProgress,
      RequestMaker<T> maker,
      Cancellation cancellation) {
    return statement.thenCompose(
        prepared -> {
          List<Chunk<T>> chunks = table.chunks(items, limits);
          Request<AsyncResultSet> request =
              (i, timeout) -> table.execute(maker.request(prepared, chunks.get(i)), timeout);
          if (chunks.size() == 1) { // if it fails, nothing was confirmed
            return sender.run(1, cancellation, request, (i, answer) -> {});
          }
          Function<T, String> key = limits.key();
          WriteProgress progress =
              newProgress.apply(
                  chunks.size(), i -> chunks.get(i).items().stream().map(key).toList());
          return sender
              .run(chunks.size(), cancellation, request, (i, answer) -> progress.done(i))
              .handle(progress::outcome);
        });
  }

  /** The insert of one entry, or an unlogged batch of several, which is not atomic. */
  private Statement<?> insertion(
      PreparedStatement insert,
      List<Map.Entry<String, byte[]>> entries,
      @Nullable Integer ttlSeconds) {
    if (entries.size() == 1) {
      return bind(insert, entries.get(0), ttlSeconds);
    }
    List<BatchableStatement<?>> rows = new ArrayList<>(entries.size());
    entries.forEach(entry -> rows.add(bind(insert, entry, ttlSeconds)));
    return table.batch(rows);
  }

  private static BoundStatement bind(
      PreparedStatement insert, Map.Entry<String, byte[]> entry, @Nullable Integer ttlSeconds) {
    // Naming the codec and setting the bytes directly is faster than looking codecs up.
    BoundStatementBuilder row =
        insert
            .boundStatementBuilder()
            .set(0, entry.getKey(), TypeCodecs.TEXT)
            .setBytesUnsafe(1, ByteBuffer.wrap(entry.getValue()));
    return (ttlSeconds == null ? row : row.setInt(2, ttlSeconds)).build();
  }

  private static long bytes(Map.Entry<String, byte[]> entry) {
    return MAX_BYTES_PER_CHARACTER * entry.getKey().length()
        + entry.getValue().length
        + ENTRY_OVERHEAD_BYTES;
  }
}
