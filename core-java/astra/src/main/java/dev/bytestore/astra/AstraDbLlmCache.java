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
 * An LLM cache in a collection of Astra DB, or of another server with a Data API: the one that
 * LangChain's Python {@code AstraDBCache} uses. Both may read and write the same collection at the
 * same time, and find each other's answers.
 *
 * <p>Prompts and llm strings are stored as MD5 hashes only. Entries do not expire: a time to live
 * other than zero is refused with an {@link UnsupportedOperationException}. An entry has 8,000
 * bytes at most in a collection as Python makes it, see {@link Builder#unindexed}; the server's
 * refusal of a longer one comes up as a {@link DataApiException}.
 *
 * <p>Needs no closing, and is meant to live as long as the application.
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

  /** More deletions in a row than a server can need: it truncates the collection in one. */
  private static final int MAX_DELETIONS = 100_000;

  private static final String DELETE_ALL =
      """
      {"deleteMany":{"filter":{}}}""";

  private static final String TEXT = "body_blob";

  /** For two hashes, and the names of the fields. */
  private static final int ROOM_FOR_ID = 100;

  private final AstraDbCollection collection;
  private final EntryReader entries;
  private final int maxEntryBytes;

  private AstraDbLlmCache(Builder builder) {
    collection = builder.newCollection(builder.unindexed ? Indexing.ID_ONLY : Indexing.ALL);
    entries = new EntryReader(builder.listener, builder.maxEntryBytes);
    maxEntryBytes = builder.maxEntryBytes;
  }

  /** Options for a cache in {@code connection}. */
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

  /** The text of {@code generations}, which gets longer when its quotes are escaped once more. */
  private String text(List<Generation> generations) {
    String text =
        GenerationsCodec.encode(Arguments.withoutNulls(generations, "generations"), maxEntryBytes);
    long length = Document.escapedLength(text);
    if (length > Document.MAX_LENGTH - ROOM_FOR_ID) {
      throw new EntryTooLargeException(
          "generations: a document of %,d characters, and the longest may have %,d"
              .formatted(length + ROOM_FOR_ID, Document.MAX_LENGTH));
    }
    return text;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here: any {@code ttl} but zero.
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

  /** A command for the document with {@code id}, which is the first value. */
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
                    "deleteMany", "with more data after %,d deletions".formatted(round));
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

  /** Options of an {@link AstraDbLlmCache}; all have defaults. */
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

    /**
     * Whether the collection is to be one that indexes nothing but ids, so that an entry may have
     * 4,000,000 characters in place of 8,000 bytes. One that indexes all is then used with a
     * warning, and one with yet another policy refused. Python's {@code AstraDBCache} can use it
     * too, but must be made with {@code setup_mode=SetupMode.OFF}, as it would ask for a collection
     * with other options. Default: false, as Python creates it.
     */
    public Builder unindexed(boolean unindexed) {
      this.unindexed = unindexed;
      return this;
    }
  }
}
