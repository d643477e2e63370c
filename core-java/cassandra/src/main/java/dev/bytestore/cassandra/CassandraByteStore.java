package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.bytestore.ByteStore;
import dev.bytestore.KeyPage;
import dev.bytestore.cassandra.CassandraStoreBuilder.Target;
import dev.bytestore.cassandra.RangeReader.ListStatements;
import dev.bytestore.cassandra.TableSchema.Column;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.store.StoreSetup;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A byte store in a Cassandra table, the one that LangChain's Python {@code CassandraByteStore}
 * uses: both may read and write the same table at the same time.
 *
 * <p>The session stays the caller's: the store never closes it, needs no closing itself, and is
 * meant to live as long. Listing needs the cluster's partitioner to be Murmur3, the default.
 */
public final class CassandraByteStore implements ByteStore {

  private static final TableSchema SCHEMA =
      new TableSchema(
          "CREATE TABLE IF NOT EXISTS %s (row_id text, body_blob blob, PRIMARY KEY (row_id))",
          List.of(
              new Column("row_id", "text", "partition_key"),
              new Column("body_blob", "blob", "regular")));

  private static final String SELECT = "SELECT row_id, body_blob FROM %s WHERE row_id IN ?";
  private static final String SELECT_ONE = "SELECT row_id, body_blob FROM %s WHERE row_id = ?";
  private static final String INSERT = "INSERT INTO %s (row_id, body_blob) VALUES (?, ?)";
  private static final String INSERT_WITH_TTL = INSERT + " USING TTL ?";
  private static final String DELETE = "DELETE FROM %s WHERE row_id IN ?";
  private static final String IN_RANGE = " FROM %s WHERE token(row_id) >= ? AND token(row_id) <= ?";
  private static final String BY_PREFIX = " AND row_id >= ? AND row_id < ? ALLOW FILTERING";
  private static final String LIST = "SELECT DISTINCT row_id" + IN_RANGE;
  private static final String LIST_WITH_TOKENS = "SELECT DISTINCT row_id, token(row_id)" + IN_RANGE;

  private final CassandraTable table;
  private final Executor executor;
  private final @Nullable Integer ttlSeconds;
  private final AsyncOnce<PreparedStatement> select;
  private final AsyncOnce<PreparedStatement> insert;
  private final AsyncOnce<PreparedStatement> delete;
  private final ValueReader reader;
  private final EntryWriter writer;
  private final KeyListing listing;

  private CassandraByteStore(Builder builder) {
    table = builder.newTable(SCHEMA);
    executor = builder.executor;
    ttlSeconds = builder.ttlSeconds;
    // The session's own page size may be smaller than a chunk. With one row more than can come,
    // the server knows with the last row that there are no more.
    int rowsPerRequest = (int) Math.min(Integer.MAX_VALUE, builder.keysPerRequest + 1L);
    select = table.read(SELECT, rowsPerRequest);
    insert = table.write(INSERT);
    delete = table.write(DELETE);
    RequestSender sender = new RequestSender(builder.maxRequestsInFlight, table::requestTimeout);
    reader =
        new ValueReader(
            table, sender, builder.keysPerRequest, select, table.read(SELECT_ONE, rowsPerRequest));
    writer =
        new EntryWriter(
            table, sender, builder.keysPerRequest, insert, table.write(INSERT_WITH_TTL), delete);
    Function<String, AsyncOnce<PreparedStatement>> list = cql -> table.read(cql, builder.pageSize);
    listing =
        new KeyListing(
            table,
            sender,
            new ListStatements(list.apply(LIST), list.apply(LIST + BY_PREFIX)),
            new ListStatements(
                list.apply(LIST_WITH_TOKENS), list.apply(LIST_WITH_TOKENS + BY_PREFIX)),
            executor,
            builder.pageSize,
            builder.nanoTime);
  }

  /** Options for a store that sends its requests through {@code session}. */
  public static Builder builder(CqlSession session) {
    return new Builder(Target.of(session));
  }

  /**
   * Options for a store on {@code connection}, in its keyspace where {@code keyspace} names no
   * other.
   */
  public static Builder builder(CassandraConnection connection) {
    return new Builder(Target.of(connection));
  }

  /**
   * Options for a store on the connection that is the default of the process when it is built; in
   * that connection's keyspace, where {@code keyspace} names no other.
   */
  public static Builder builder() {
    return new Builder(null);
  }

  @Override
  public CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys) {
    List<String> wanted = Arguments.keys(keys);
    if (wanted.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return Futures.call(executor, cancellation -> reader.read(wanted, cancellation));
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries) {
    return write(Arguments.entryList(entries), ttlSeconds);
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries, Duration ttl) {
    int seconds = Arguments.ttlSeconds(ttl);
    return write(Arguments.entryList(entries), seconds);
  }

  private CompletableFuture<Void> write(
      List<Map.Entry<String, byte[]>> entries, @Nullable Integer seconds) {
    if (entries.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return Futures.call(executor, cancellation -> writer.write(entries, seconds, cancellation));
  }

  @Override
  public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
    List<String> unwanted = Arguments.keys(keys);
    if (unwanted.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return Futures.call(executor, cancellation -> writer.delete(unwanted, cancellation));
  }

  @Override
  public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position) {
    return listing.firstPageAsync(Arguments.prefix(prefix), position);
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return Futures.call(executor, cancellation -> table.setup().ensure());
  }

  /**
   * The statement that reads the rows {@code (row_id, body_blob)} of a list of keys, the one bound
   * value, with the store's options for reads. Prepared once, after the setup.
   */
  public CompletableFuture<PreparedStatement> selectStatementAsync() {
    return Futures.call(executor, cancellation -> select.get());
  }

  /**
   * The statement that writes one row of {@code (row_id, body_blob)}, without a time to live, with
   * the store's options for writes. Prepared once, after the setup.
   */
  public CompletableFuture<PreparedStatement> insertStatementAsync() {
    return Futures.call(executor, cancellation -> insert.get());
  }

  /**
   * The statement that deletes the rows of a list of keys, the one bound value, with the store's
   * options for writes. Prepared once, after the setup.
   */
  public CompletableFuture<PreparedStatement> deleteStatementAsync() {
    return Futures.call(executor, cancellation -> delete.get());
  }

  /**
   * Options of a {@link CassandraByteStore}; only {@link Builder#table(String) table} has no
   * default.
   */
  public static final class Builder extends CassandraStoreBuilder<Builder, CassandraByteStore> {

    private int keysPerRequest = 20;
    private int pageSize = 5_000;
    private LongSupplier nanoTime = System::nanoTime;

    private Builder(@Nullable Target target) {
      super(target, null);
    }

    @Override
    Builder self() {
      return this;
    }

    @Override
    CassandraByteStore newStore() {
      return new CassandraByteStore(this);
    }

    @Override
    StoreSetup setupOf(CassandraByteStore store) {
      return store.table.setup();
    }

    /**
     * How many keys one read or delete request names at most. All their values come in one answer,
     * so take fewer where values are larger than a megabyte. A write request takes as many entries,
     * but ten and 5 KiB at most; with 1 it takes one. Default: 20, the most that Astra DB takes.
     */
    public Builder keysPerRequest(int keysPerRequest) {
      this.keysPerRequest = Arguments.positive(keysPerRequest, "keysPerRequest");
      return this;
    }

    /**
     * The maximum number of keys in a page of a listing. Up to 8 pages are read ahead. A page has
     * fewer keys if it has waited 200 ms for more, or if the keys of the next response do not all
     * fit. Default: 5,000.
     */
    public Builder pageSize(int pageSize) {
      this.pageSize = Arguments.positive(pageSize, "pageSize");
      return this;
    }

    /** For tests: the clock that listings go by, as {@link System#nanoTime}. */
    Builder nanoTime(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      return this;
    }
  }
}
