package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.KeyPage;
import dev.bytestore.cassandra.CassandraStoreBuilder.Target;
import dev.bytestore.cassandra.RangeReader.ListStatements;
import dev.bytestore.cassandra.TableSchema.Column;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.CallObservation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.store.StoreObserver;
import dev.bytestore.internal.store.StoreSetup;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A byte store in a Cassandra table. LangChain's {@code CassandraByteStore} in Python uses the same
 * table: both may read and write it at the same time.
 *
 * <pre>{@code
 * ByteStore store = CassandraByteStore.builder(session).keyspace("app").table("pages").build();
 * store.blocking().mset(Map.of("page/1", bytes));
 * }</pre>
 *
 * <ul>
 *   <li><b>Requests</b>: {@code mget} and {@code mdelete} send one request for up to {@link
 *       Builder#keysPerRequest} keys that have the same replicas, {@code mset} one for up to 10
 *       entries and 5 KiB. A call sends many requests at the same time, up to {@link
 *       Builder#maxRequestsInFlight(int) maxRequestsInFlight}.
 *   <li><b>Retries</b>: if the server is overloaded or reports a timeout, a request is retried
 *       until {@link Builder#requestTimeout(java.time.Duration) requestTimeout} is over.
 *   <li><b>Failures</b>: a call fails with the driver's own exception, such as {@code
 *       AllNodesFailedException} or {@code DriverTimeoutException}, or with a {@link
 *       dev.bytestore.PartialWriteException} whose cause is one. A call that had no turn because
 *       the server did not respond fails with a {@code RequestThrottlingException}.
 *   <li><b>Listing keys</b> requires Cassandra's default partitioner, Murmur3. With another one,
 *       the future of the listing fails with an {@link UnsupportedOperationException}.
 * </ul>
 *
 * <p>Create one store for each table, and keep it as long as its session. The store never closes
 * the session, and does not need to be closed itself.
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
  private final StoreObserver observer;

  private CassandraByteStore(Builder builder) {
    table = builder.newTable(SCHEMA);
    executor = builder.executor;
    ttlSeconds = builder.ttlSeconds;
    // The session's page size may be smaller than a chunk. One row more than a chunk has lets the
    // server see after the last row that there are no further pages.
    int rowsPerRequest = (int) Math.min(Integer.MAX_VALUE, builder.keysPerRequest + 1L);
    select = table.read(SELECT, rowsPerRequest);
    insert = table.write(INSERT);
    delete = table.write(DELETE);
    RequestSender sender =
        new RequestSender(table.name(), builder.maxRequestsInFlight, table::requestTimeout);
    observer = new StoreObserver(builder.listener, sender.limiter());
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
            builder.nanoTime,
            observer);
  }

  /** Creates a builder for a store that uses {@code session}, by default in its keyspace. */
  public static Builder builder(CqlSession session) {
    return new Builder(Target.of(session));
  }

  /**
   * Creates a builder for a store that uses the session of {@code connection}, by default in the
   * connection's keyspace.
   */
  public static Builder builder(CassandraConnection connection) {
    return new Builder(Target.of(connection));
  }

  /**
   * Creates a builder for a store that uses the default connection of the process, by default in
   * the connection's keyspace. {@code build()} and {@code buildAsync()} take the connection that is
   * the default when they are called, and throw {@link IllegalStateException} if there is none.
   *
   * @see CassandraConnection#setDefault
   */
  public static Builder builder() {
    return new Builder(null);
  }

  @Override
  public CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys) {
    List<String> wanted = Arguments.keys(keys);
    CallObservation<List<byte @Nullable []>> observation = observer.mget(wanted.size());
    if (wanted.isEmpty()) {
      return StoreObserver.completed(observation, List.of());
    }
    return Futures.observedCall(
        executor, observation, cancellation -> reader.read(wanted, cancellation));
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
    CallObservation<@Nullable Void> observation = observer.mset(entries, Map.Entry::getValue);
    if (entries.isEmpty()) {
      return StoreObserver.completed(observation);
    }
    return Futures.observedCall(
        executor, observation, cancellation -> writer.write(entries, seconds, cancellation));
  }

  @Override
  public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
    List<String> unwanted = Arguments.keys(keys);
    CallObservation<@Nullable Void> observation = observer.mdelete(unwanted.size());
    if (unwanted.isEmpty()) {
      return StoreObserver.completed(observation);
    }
    return Futures.observedCall(
        executor, observation, cancellation -> writer.delete(unwanted, cancellation));
  }

  @Override
  public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position) {
    return listing.firstPageAsync(Arguments.prefix(prefix), position);
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return Futures.observedCall(
        executor, observer.ensureSetup(), cancellation -> table.setup().ensure());
  }

  /**
   * Returns the statement that reads the columns {@code row_id} and {@code body_blob} of the rows
   * of some keys, for requests of your own. It has one parameter, the list of keys, and the store's
   * options for reads. The store prepares the statement on first use, after the setup. If that
   * failed, the next call tries again.
   */
  public CompletableFuture<PreparedStatement> selectStatementAsync() {
    return Futures.call(executor, cancellation -> select.get());
  }

  /**
   * Returns the statement that writes one row, for requests of your own. It has two parameters,
   * {@code row_id} and {@code body_blob}, and the store's options for writes, but no time-to-live.
   * The store prepares the statement on first use, after the setup. If that failed, the next call
   * tries again.
   */
  public CompletableFuture<PreparedStatement> insertStatementAsync() {
    return Futures.call(executor, cancellation -> insert.get());
  }

  /**
   * Returns the statement that deletes the rows of some keys, for requests of your own. It has one
   * parameter, the list of keys, and the store's options for writes. The store prepares the
   * statement on first use, after the setup. If that failed, the next call tries again.
   */
  public CompletableFuture<PreparedStatement> deleteStatementAsync() {
    return Futures.call(executor, cancellation -> delete.get());
  }

  /**
   * Builds a {@link CassandraByteStore}. Only {@link Builder#table(String) table} must be set, and
   * {@link Builder#keyspace(String) keyspace} if neither the connection nor the session has one.
   * Only one thread at a time may use a builder.
   */
  public static final class Builder extends CassandraStoreBuilder<Builder, CassandraByteStore> {

    private int keysPerRequest = 20;
    private int pageSize = 5_000;
    private LongSupplier nanoTime = System::nanoTime;
    private @Nullable ByteStoreListener listener;

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
     * The maximum number of keys in one read or delete request. All values of a read request come
     * in one response, so set a smaller number if values are larger than a megabyte. Default: 20,
     * the maximum that Astra DB accepts.
     *
     * <p>A write request has at most this many entries too, but never more than 10, and at most 5
     * KiB. A larger entry is sent alone.
     *
     * @throws IllegalArgumentException if {@code keysPerRequest} is zero or negative
     */
    public Builder keysPerRequest(int keysPerRequest) {
      this.keysPerRequest = Arguments.positive(keysPerRequest, "keysPerRequest");
      return this;
    }

    /**
     * The maximum number of keys in a page of a listing. A page has fewer keys if 200 ms have
     * passed since the caller asked for it, or if the keys of the next response do not all fit. Up
     * to 8 pages are read ahead. Default: 5,000.
     *
     * @throws IllegalArgumentException if {@code pageSize} is zero or negative
     */
    public Builder pageSize(int pageSize) {
      this.pageSize = Arguments.positive(pageSize, "pageSize");
      return this;
    }

    /**
     * Observes the calls of the store. To set several listeners, combine them with {@link
     * ByteStoreListener#andThen}. Default: none.
     */
    public Builder listener(ByteStoreListener listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /** For tests: the clock that listings use in place of {@link System#nanoTime}. */
    Builder nanoTime(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      return this;
    }
  }
}
