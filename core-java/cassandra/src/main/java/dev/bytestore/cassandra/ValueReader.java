package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import dev.bytestore.cassandra.ReplicaChunks.Chunk;
import dev.bytestore.cassandra.ReplicaChunks.Limits;
import dev.bytestore.cassandra.RequestedKeys.PlacedKey;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Cancellation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads values by key, many keys per request and many requests at a time. */
final class ValueReader {

  private final CassandraTable table;
  private final RequestSender sender;
  private final Limits<PlacedKey> limits;
  private final AsyncOnce<PreparedStatement> select;
  private final AsyncOnce<PreparedStatement> selectOne;

  /**
   * @param selectOne for requests of one key, which a server answers faster than a list of one key
   */
  ValueReader(
      CassandraTable table,
      RequestSender sender,
      int keysPerRequest,
      AsyncOnce<PreparedStatement> select,
      AsyncOnce<PreparedStatement> selectOne) {
    this.table = table;
    this.sender = sender;
    this.limits = Limits.of(PlacedKey::key, keysPerRequest);
    this.select = select;
    this.selectOne = selectOne;
  }

  CompletionStage<List<byte @Nullable []>> read(List<String> keys, Cancellation cancellation) {
    byte[] @Nullable [] values = new byte[keys.size()][];
    return keys.size() == 1 || limits.items() == 1
        ? readEach(keys, values, cancellation)
        : readMany(keys, values, cancellation);
  }

  private CompletionStage<List<byte @Nullable []>> readEach(
      List<String> keys, byte[] @Nullable [] values, Cancellation cancellation) {
    CutResponses cut = new CutResponses((i, page) -> takeOne(page, i, values));
    return selectOne.thenCompose(
        statement ->
            sender.<AsyncResultSet, List<byte @Nullable []>>run(
                keys.size(),
                cancellation,
                (i, timeout) -> table.execute(bind(statement, keys.get(i)), timeout),
                cut::accept,
                () -> complete(values, cut, cancellation)));
  }

  private CompletionStage<List<byte @Nullable []>> readMany(
      List<String> keys, byte[] @Nullable [] values, Cancellation cancellation) {
    return select.thenCompose(
        statement -> {
          List<Chunk<PlacedKey>> chunks = table.chunks(placed(keys), limits);
          CutResponses cut =
              new CutResponses((i, page) -> take(page, chunks.get(i).items(), values));
          return sender.<AsyncResultSet, List<byte @Nullable []>>run(
              chunks.size(),
              cancellation,
              (i, timeout) ->
                  table.execute(bind(statement, chunks.get(i), PlacedKey::key), timeout),
              cut::accept,
              () -> complete(values, cut, cancellation));
        });
  }

  /** Returns the values, after reading the rest of the responses that the server cut short. */
  private CompletionStage<List<byte @Nullable []>> complete(
      byte[] @Nullable [] values, CutResponses cut, Cancellation cancellation) {
    List<byte @Nullable []> all =
        Collections.<byte @Nullable []>unmodifiableList(Arrays.<byte @Nullable []>asList(values));
    return cut.isEmpty()
        ? CompletableFuture.completedFuture(all)
        : cut.readOn(table, sender, cancellation).thenApply(done -> all);
  }

  /** The request for the rows of the keys of {@code chunk}. */
  static <T> BoundStatement bind(
      PreparedStatement statement, Chunk<T> chunk, Function<T, String> key) {
    ByteBuffer keys = RequestedKeys.encode(chunk.items(), key);
    return chunk.route(statement.boundStatementBuilder().setBytesUnsafe(0, keys));
  }

  private static BoundStatement bind(PreparedStatement statement, String key) {
    return statement.boundStatementBuilder().set(0, key, TypeCodecs.TEXT).build();
  }

  private static List<PlacedKey> placed(List<String> keys) {
    List<PlacedKey> placed = new ArrayList<>(keys.size());
    for (String key : keys) {
      placed.add(new PlacedKey(key, placed.size()));
    }
    return placed;
  }

  /**
   * Stores the values of a page at the places of their keys. The rows of a response come in any
   * order, and each only once. Called by several threads at once, but never for the same place.
   *
   * @return whether a key of {@code chunk} still has no value
   */
  private static boolean take(
      AsyncResultSet page, List<PlacedKey> chunk, byte[] @Nullable [] values) {
    RequestedKeys wanted = new RequestedKeys(chunk);
    for (Row row : page.currentPage()) {
      ByteBuffer value = value(row);
      if (value != null) {
        String key = Objects.requireNonNull(row.get(0, TypeCodecs.TEXT));
        put(ByteUtils.getArray(value), wanted.find(key), values);
      }
    }
    return page.hasMorePages() && chunk.stream().anyMatch(placed -> values[placed.place()] == null);
  }

  /** Each place gets an array of its own. */
  private static void put(byte[] value, @Nullable PlacedKey last, byte[] @Nullable [] values) {
    for (PlacedKey placed = last; placed != null; placed = placed.repeated()) {
      values[placed.place()] = placed == last ? value : value.clone();
    }
  }

  private static boolean takeOne(AsyncResultSet page, int place, byte[] @Nullable [] values) {
    Row row = page.one();
    ByteBuffer value = row == null ? null : value(row);
    if (value != null) {
      values[place] = ByteUtils.getArray(value);
    }
    return row == null;
  }

  /** The value, or null: Python writes a null as a row without a value, and reads it as null. */
  private static @Nullable ByteBuffer value(Row row) {
    return row.getBytesUnsafe(1);
  }
}
