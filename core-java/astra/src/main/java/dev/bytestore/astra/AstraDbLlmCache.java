package dev.bytestore.astra;

import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.astra.CollectionSetup.Indexing;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.EntryTooLargeException;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.cache.EntryReader;
import dev.bytestore.internal.cache.EntrySize;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.internal.cache.SafeListener;
import dev.bytestore.internal.store.StoreSetup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An LLM cache in a collection of Astra DB, or of another server with a Data API. It uses the same
 * collections as LangChain's Python {@code AstraDBCache}: programs in both languages can use one
 * collection at the same time, and find each other's answers.
 *
 * <pre>{@code
 * LlmCache cache = AstraDbLlmCache.builder(connection).unindexed(true).collection("answers").build();
 * }</pre>
 *
 * <ul>
 *   <li><b>Size</b>: by default the cache creates its collection as Python does. The server then
 *       refuses every entry of more than 8,000 bytes, and the update fails with a {@link
 *       DataApiException}. Use {@link Builder#unindexed unindexed(true)} and a new collection for
 *       longer answers.
 *   <li><b>Entries do not expire</b>: a time-to-live other than zero is refused with an {@link
 *       UnsupportedOperationException}.
 *   <li><b>What is stored</b>: prompts and llm strings only as MD5 hashes, answers in clear text.
 *   <li><b>Requests</b>: a lookup, an update and a deletion each send one request. An entry is one
 *       document, which an update replaces as a whole. {@code clear} deletes all documents of the
 *       collection.
 * </ul>
 *
 * <p>Create one cache for each collection and share it. It does not need to be closed.
 */
public final class AstraDbLlmCache implements LlmCache {

  private static final String FIND_ONE =
      """
      {"findOne":{"filter":{"_id":?},"projection":{"body_blob":1}}}""";
  private static final String REPLACE =
      """
      {"findOneAndReplace":{"filter":{"_id":?},"replacement":?,\
      "options":{"returnDocument":"before","upsert":true}}}""";
  private static final String DELETE_ONE =
      """
      {"deleteOne":{"filter":{"_id":?}}}""";

  /** Far more than needed: the server truncates the collection in a single request. */
  private static final int MAX_DELETIONS = 100_000;

  private static final String DELETE_ALL =
      """
      {"deleteMany":{"filter":{}}}""";

  private static final String TEXT = "body_blob";

  /** The characters of the id, which is two hashes, and of the names of the fields. */
  private static final int ROOM_FOR_ID = 100;

  private final AstraDbCollection collection;
  private final EntryReader entries;
  private final int maxEntryBytes;

  private AstraDbLlmCache(Builder builder) {
    collection = builder.newCollection(builder.unindexed ? Indexing.ID_ONLY : Indexing.ALL);
    entries = new EntryReader(builder.listener, builder.maxEntryBytes);
    maxEntryBytes = builder.maxEntryBytes;
  }

  /** Returns a builder for a cache in the keyspace of {@code connection}. */
  public static Builder builder(AstraDbConnection connection) {
    return new Builder(connection);
  }

  @Override
  public CompletableFuture<@Nullable List<Generation>> lookupAsync(
      String prompt, String llmString) {
    CacheKey key = CacheKey.of(prompt, llmString);
    return Futures.call(
        collection.executor(),
        cancellation -> collection.runOne(command(FIND_ONE, key.documentId()), cancellation),
        answer -> read(key, answer == null ? null : answer.document()));
  }

  private @Nullable List<Generation> read(CacheKey key, @Nullable Map<?, ?> document) {
    if (document == null) {
      return entries.absent();
    }
    return document.get(TEXT) instanceof String text
        ? entries.read(key, text)
        : entries.corrupt(key, 0);
  }

  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations) {
    String id = CacheKey.of(prompt, llmString).documentId();
    Map<String, String> document = new LinkedHashMap<>();
    document.put("_id", id);
    document.put(TEXT, text(generations));
    return Futures.call(
        collection.executor(), cancellation -> run(command(REPLACE, id, document), cancellation));
  }

  /** The text of {@code generations}, checked for its length as a JSON string in a document. */
  private String text(List<Generation> generations) {
    String text =
        GenerationsCodec.encode(Arguments.withoutNulls(generations, "generations"), maxEntryBytes);
    long length = Document.escapedLength(text);
    if (length > Document.MAX_LENGTH - ROOM_FOR_ID) {
      throw new EntryTooLargeException(
          "generations: the entry is a document of %,d characters, but at most %,d are allowed"
              .formatted(length + ROOM_FOR_ID, Document.MAX_LENGTH));
    }
    return text;
  }

  /**
   * {@inheritDoc}
   *
   * @param ttl must be zero: documents of the Data API do not expire
   * @throws UnsupportedOperationException if {@code ttl} is greater than zero
   */
  @Override
  public CompletableFuture<Void> updateAsync(
      String prompt, String llmString, List<Generation> generations, Duration ttl) {
    TimeToLive.refuse(ttl);
    return updateAsync(prompt, llmString, generations);
  }

  @Override
  public CompletableFuture<Void> deleteAsync(String prompt, String llmString) {
    String id = CacheKey.of(prompt, llmString).documentId();
    return Futures.call(
        collection.executor(), cancellation -> run(command(DELETE_ONE, id), cancellation));
  }

  /** A command for the document with {@code id}, which fills the first place of {@code shape}. */
  private static Command command(String shape, String id, Object... more) {
    Object[] values = Stream.concat(Stream.of(id), Stream.of(more)).toArray();
    return Command.of(shape, values).about(List.of(id));
  }

  @Override
  public CompletableFuture<Void> clearAsync() {
    return Futures.call(
        collection.executor(),
        cancellation -> {
          AtomicInteger rounds = new AtomicInteger();
          return AsyncLoop.whileTrue(() -> deletesMore(rounds.incrementAndGet(), cancellation));
        });
  }

  private CompletionStage<Boolean> deletesMore(int round, Cancellation cancellation) {
    return collection
        .runTruncation(Command.of(DELETE_ALL), cancellation)
        .thenApply(
            answer -> {
              boolean hasMore = answer != null && answer.hasMoreData();
              if (hasMore && round == MAX_DELETIONS) {
                throw collection.contradiction(
                    "deleteMany", "with more data after %,d requests".formatted(round));
              }
              return hasMore;
            });
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return Futures.call(collection.executor(), cancellation -> collection.setup().ensure());
  }

  private CompletionStage<@Nullable Void> run(Command command, Cancellation cancellation) {
    return collection.runOne(command, cancellation).thenApply(answer -> null);
  }

  /**
   * Builds an {@link AstraDbLlmCache}. No option is required. The default {@link
   * Builder#collection(String) collection} is {@code langchain_astradb_cache}, as in Python. The
   * timeouts are {@link Builder#callTimeout(Duration) callTimeout}, by default 10 seconds for a
   * request with its retries, and {@link Builder#setupTimeout(Duration) setupTimeout}.
   */
  public static final class Builder extends AstraDbStoreBuilder<Builder, AstraDbLlmCache> {

    private LlmCacheListener listener = new LlmCacheListener() {};
    private int maxEntryBytes = EntrySize.DEFAULT_MAX_BYTES;
    private boolean unindexed;

    private Builder(AstraDbConnection connection) {
      super(connection, "langchain_astradb_cache", Duration.ofSeconds(10));
    }

    @Override
    Builder self() {
      return this;
    }

    @Override
    AstraDbLlmCache newStore() {
      return new AstraDbLlmCache(this);
    }

    @Override
    StoreSetup setupOf(AstraDbLlmCache cache) {
      return cache.collection.setup();
    }

    /**
     * A listener for hits, misses and corrupt entries. It is called on the connection's executor,
     * or on the thread that waits for the lookup. Default: none.
     */
    public Builder listener(LlmCacheListener listener) {
      this.listener = new SafeListener(listener);
      return this;
    }

    /**
     * The maximum size of an entry, in UTF-8 bytes of its JSON text, from 1 to 67,108,864. Default:
     * 4,194,304 (4 MiB). The limits of the collection, see {@link #unindexed}, hold in addition.
     * Reading an entry may take up to 20 times its size on the heap.
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

    /**
     * Whether the setup creates a collection that indexes only ids. In such a collection an entry
     * has at most 4,000,000 characters. In a collection that indexes all fields, it has at most
     * 8,000 bytes. Default: false, so that the collection indexes all fields, as Python creates it.
     *
     * <p>The setup never changes a collection that exists. With true, a collection that indexes all
     * fields is used as it is, and a warning is logged. If it has another indexing policy, or other
     * options, the setup fails with an {@link IllegalStateException}. With false, any indexing
     * policy is accepted, so a service with false can use a collection that was created with true.
     *
     * <p>Python's {@code AstraDBCache} can use a collection that indexes only ids, but needs {@code
     * setup_mode=SetupMode.OFF}. Its own setup fails there, because it asks for a collection that
     * indexes all fields.
     */
    public Builder unindexed(boolean unindexed) {
      this.unindexed = unindexed;
      return this;
    }
  }
}
