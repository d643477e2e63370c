package dev.bytestore.cassandra;

import static dev.bytestore.internal.CacheKey.KEY_DESC;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.cassandra.CassandraStoreBuilder.Target;
import dev.bytestore.cassandra.TableSchema.Column;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.cache.EntryReader;
import dev.bytestore.internal.cache.EntrySize;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.internal.cache.SafeListener;
import dev.bytestore.internal.store.StoreSetup;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An LLM cache in a Cassandra table. LangChain's {@code CassandraCache} in Python uses the same
 * table: both may read and write it at the same time, and each finds the other's entries.
 *
 * <pre>{@code
 * LlmCache cache =
 *     CassandraLlmCache.builder(session).keyspace("app").ttl(Duration.ofDays(7)).build();
 * }</pre>
 *
 * <ul>
 *   <li><b>What is stored</b>: prompts and llm strings only as MD5 hashes, answers in clear text.
 *   <li><b>Requests</b>: a lookup, an update and a deletion each send one request, which is retried
 *       as in {@link CassandraByteStore}. An entry is one row, which an update replaces as a whole.
 *   <li><b>Failures</b>: a call fails with the driver's own exception. {@link #failOpen} turns
 *       failures into misses.
 * </ul>
 *
 * <p>Create one cache for each table, and keep it as long as its session. The cache never closes
 * the session, and does not need to be closed itself.
 */
public final class CassandraLlmCache implements LlmCache {

  private static final TableSchema SCHEMA =
      new TableSchema(
          "CREATE TABLE IF NOT EXISTS %s"
              + " (key_desc text, key_vals text, body_blob text, PRIMARY KEY ((key_desc, key_vals)))",
          List.of(
              new Column("key_desc", "text", "partition_key"),
              new Column("key_vals", "text", "partition_key"),
              new Column("body_blob", "text", "regular")));

  private static final String SELECT =
      "SELECT body_blob FROM %s WHERE key_desc = ? AND key_vals = ?";
  private static final String INSERT =
      "INSERT INTO %s (body_blob, key_desc, key_vals) VALUES (?, ?, ?)";
  private static final String INSERT_WITH_TTL = INSERT + " USING TTL ?";
  private static final String DELETE = "DELETE FROM %s WHERE key_desc = ? AND key_vals = ?";

  private final CassandraTable table;
  private final Executor executor;
  private final RequestSender sender;
  private final EntryReader entries;
  private final int maxEntryBytes;
  private final @Nullable Integer ttlSeconds;
  private final AsyncOnce<PreparedStatement> select;
  private final AsyncOnce<PreparedStatement> insert;
  private final AsyncOnce<PreparedStatement> insertWithTtl;
  private final AsyncOnce<PreparedStatement> delete;

  private CassandraLlmCache(Builder builder) {
    table = builder.newTable(SCHEMA);
    executor = builder.executor;
    sender = new RequestSender(table.name(), builder.maxRequestsInFlight, table::requestTimeout);
    entries = new EntryReader(builder.listener, builder.maxEntryBytes);
    maxEntryBytes = builder.maxEntryBytes;
    ttlSeconds = builder.ttlSeconds;
    select = table.read(SELECT, 1);
    insert = table.write(INSERT);
    insertWithTtl = table.write(INSERT_WITH_TTL);
    delete = table.write(DELETE);
  }

  /** Creates a builder for a cache that uses {@code session}, by default in its keyspace. */
  public static Builder builder(CqlSession session) {
    return new Builder(Target.of(session));
  }

  /**
   * Creates a builder for a cache that uses the session of {@code connection}, by default in the
   * connection's keyspace.
   */
  public static Builder builder(CassandraConnection connection) {
    return new Builder(Target.of(connection));
  }

  /**
   * Creates a builder for a cache that uses the default connection of the process, by default in
   * the connection's keyspace. {@code build()} and {@code buildAsync()} take the connection that is
   * the default when they are called, and throw {@link IllegalStateException} if there is none.
   *
   * @see CassandraConnection#setDefault
   */
  public static Builder builder() {
    return new Builder(null);
  }

  @Override
  public CompletableFuture<@Nullable List<Generation>> lookupAsync(
      String prompt, String llmString) {
    CacheKey key = CacheKey.of(prompt, llmString);
    return Futures.call(
        executor,
        cancellation ->
            select
                .get()
                .thenCompose(
                    prepared ->
                        sender.<Row>runOne(
                            cancellation,
                            timeout ->
                                table.executeForOne(
                                    prepared.bind(KEY_DESC, key.keyVals()),
                                    timeout,
                                    cancellation))),
        row -> read(key, row));
  }

  private @Nullable List<Generation> read(CacheKey key, @Nullable Row row) {
    ByteBuffer bytes = row == null ? null : row.getBytesUnsafe(0);
    if (row == null || bytes == null) {
      return entries.absent();
    }
    // Checks the size of the bytes, because a string would be a second copy of a large entry.
    if (entries.isTooLarge(bytes.remaining())) {
      return entries.tooLarge(key, bytes.remaining());
    }
    String text = row.getString(0);
    return text == null ? entries.absent() : entries.read(key, text);
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations) {
    return update(CacheKey.of(prompt, llmString), generations, ttlSeconds);
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations, Duration ttl) {
    return update(CacheKey.of(prompt, llmString), generations, Arguments.ttlSeconds(ttl));
  }

  private CompletableFuture<Void> update(
      CacheKey key, List<Generation> generations, @Nullable Integer seconds) {
    String text =
        GenerationsCodec.encode(Arguments.withoutNulls(generations, "generations"), maxEntryBytes);
    if (seconds == null) {
      return Futures.call(
          executor, cancellation -> run(insert, cancellation, text, KEY_DESC, key.keyVals()));
    }
    return Futures.call(
        executor,
        cancellation -> run(insertWithTtl, cancellation, text, KEY_DESC, key.keyVals(), seconds));
  }

  @Override
  public CompletableFuture<Void> deleteAsync(String prompt, String llmString) {
    CacheKey key = CacheKey.of(prompt, llmString);
    return Futures.call(
        executor, cancellation -> run(delete, cancellation, KEY_DESC, key.keyVals()));
  }

  /**
   * Deletes all entries, also those of other programs, with {@code TRUNCATE}. Unlike other
   * requests, it needs all nodes that hold parts of the table. Its timeout is {@link
   * Builder#setupTimeout(java.time.Duration) setupTimeout}.
   */
  @Override
  public CompletableFuture<Void> clearAsync() {
    return Futures.call(executor, cancellation -> table.truncate());
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return Futures.call(executor, cancellation -> table.setup().ensure());
  }

  private CompletionStage<@Nullable Void> run(
      AsyncOnce<PreparedStatement> statement, Cancellation cancellation, Object... values) {
    return statement
        .get()
        .thenCompose(
            prepared ->
                sender.runOne(
                    cancellation, timeout -> table.execute(prepared.bind(values), timeout)))
        .thenApply(rows -> null);
  }

  /**
   * Builds a {@link CassandraLlmCache}. Only {@link Builder#keyspace(String) keyspace} must be set,
   * and only if neither the connection nor the session has one. The default {@link
   * Builder#table(String) table} is {@code langchain_llm_cache}, as in Python. Only one thread at a
   * time may use a builder.
   */
  public static final class Builder extends CassandraStoreBuilder<Builder, CassandraLlmCache> {

    private LlmCacheListener listener = new LlmCacheListener() {};
    private int maxEntryBytes = EntrySize.DEFAULT_MAX_BYTES;

    private Builder(@Nullable Target target) {
      super(target, CqlIdentifier.fromInternal("langchain_llm_cache"));
    }

    @Override
    Builder self() {
      return this;
    }

    @Override
    CassandraLlmCache newStore() {
      return new CassandraLlmCache(this);
    }

    @Override
    StoreSetup setupOf(CassandraLlmCache cache) {
      return cache.table.setup();
    }

    /**
     * The listener for hits, misses and corrupt entries. It is called on the executor, or on the
     * thread that waits for the lookup. If it throws, a warning is logged and the call goes on.
     * {@link LlmCacheListener#onError} is not called. Default: none.
     */
    public Builder listener(LlmCacheListener listener) {
      this.listener = new SafeListener(listener);
      return this;
    }

    /**
     * The maximum size of an entry, in UTF-8 bytes of its JSON text, from 1 to 67,108,864. Default:
     * 4,194,304 (4 MiB). Reading an entry may take up to 20 times its size on the heap.
     *
     * <p>If a lookup finds a larger entry, it does not parse it: the lookup is a miss, {@link
     * LlmCacheListener#onCorruptEntry} is called, and a warning is logged, at most once a minute.
     * An update that would write a larger entry throws an {@link IllegalArgumentException}.
     *
     * @throws IllegalArgumentException if {@code maxEntryBytes} is out of range
     */
    public Builder maxEntryBytes(int maxEntryBytes) {
      this.maxEntryBytes = EntrySize.checked(maxEntryBytes);
      return this;
    }
  }
}
