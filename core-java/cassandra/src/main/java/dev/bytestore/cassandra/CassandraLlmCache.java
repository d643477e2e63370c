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
 * An LLM cache in a Cassandra table, the one that LangChain's Python {@code CassandraCache} uses:
 * both may read and write the same table at the same time, and find each other's answers.
 *
 * <p>The session stays the caller's: the cache never closes it, needs no closing itself, and is
 * meant to live as long. Prompts and llm strings are stored as MD5 hashes only.
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
    sender = new RequestSender(builder.maxRequestsInFlight, table::requestTimeout);
    entries = new EntryReader(builder.listener, builder.maxEntryBytes);
    maxEntryBytes = builder.maxEntryBytes;
    ttlSeconds = builder.ttlSeconds;
    select = table.read(SELECT, 1);
    insert = table.write(INSERT);
    insertWithTtl = table.write(INSERT_WITH_TTL);
    delete = table.write(DELETE);
  }

  /** Options for a cache that sends its requests through {@code session}. */
  public static Builder builder(CqlSession session) {
    return new Builder(Target.of(session));
  }

  /**
   * Options for a cache on {@code connection}, in its keyspace where {@code keyspace} names no
   * other.
   */
  public static Builder builder(CassandraConnection connection) {
    return new Builder(Target.of(connection));
  }

  /**
   * Options for a cache on the connection that is the default of the process when it is built; in
   * that connection's keyspace, where {@code keyspace} names no other.
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
    // The bytes are checked, because a string would be a second copy of a large entry.
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
   * Truncates the table. Unlike single deletes that needs all nodes that hold parts of it, and it
   * may take as long as {@code setupTimeout}.
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

  /** Options of a {@link CassandraLlmCache}; all have defaults. */
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

    /** Is told of hits, misses and corrupt entries, on the executor. Default: no one. */
    public Builder listener(LlmCacheListener listener) {
      this.listener = new SafeListener(listener);
      return this;
    }

    /**
     * The largest size of an entry, in bytes of its text in UTF-8, from 1 to 67,108,864. A lookup
     * does not parse a larger entry but misses. It calls {@link LlmCacheListener#onCorruptEntry},
     * and logs a warning at most once a minute. An update that would write a larger entry throws an
     * {@link IllegalArgumentException}. Reading an entry may take up to 20 times its size on the
     * heap. Default: 4,194,304.
     *
     * @throws IllegalArgumentException if it is not in that range
     */
    public Builder maxEntryBytes(int maxEntryBytes) {
      this.maxEntryBytes = EntrySize.checked(maxEntryBytes);
      return this;
    }
  }
}
