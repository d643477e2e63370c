package dev.bytestore.astra;

import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.KeyPage;
import dev.bytestore.astra.CollectionSetup.Indexing;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.CallObservation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.store.StoreObserver;
import dev.bytestore.internal.store.StoreSetup;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A byte store in a collection of Astra DB, or of another server with a Data API. It uses the same
 * collections as LangChain's Python {@code AstraDBByteStore}: programs in both languages can read
 * and write one collection at the same time.
 *
 * <pre>{@code
 * BlockingByteStore store =
 *     AstraDbByteStore.builder(connection).collection("pages").build().blocking();
 * store.mset(Map.of("page/1", bytes));
 * }</pre>
 *
 * <ul>
 *   <li><b>Limits</b>: a key has at most 8,000 UTF-8 bytes. A value is stored as Base64, and the
 *       document with key and value has at most 4,000,000 characters, so a value has at most about
 *       2,999,000 bytes. A larger key or value is refused with an {@link IllegalArgumentException}
 *       before anything is sent.
 *   <li><b>Entries do not expire</b>: a time-to-live other than zero is refused with an {@link
 *       UnsupportedOperationException}.
 *   <li><b>Requests</b>: {@code mget} sends one request for up to 100 keys, fewer if values are
 *       large; {@code mset} one for up to 100 new entries, and one for each entry that exists
 *       already; {@code mdelete} one for 20 keys.
 *   <li><b>Failures</b>: a call fails with a {@link DataApiException}, also after a timeout, or
 *       with a {@link dev.bytestore.PartialWriteException} whose cause is one.
 *   <li><b>Documents of other programs</b>: as in Python, a document without a value reads as an
 *       absent key, although listings contain its key. If a value is not a Base64 string, the whole
 *       call that reads it fails with an {@link IllegalStateException}, which says at which
 *       position the key was passed.
 *   <li><b>Listings by prefix</b> read all keys of the collection, because the server cannot filter
 *       by prefix.
 * </ul>
 *
 * <p>Create one store for each collection and share it. It does not need to be closed.
 */
public final class AstraDbByteStore implements ByteStore {

  private static final String FIND =
      """
      {"find":{"filter":{"_id":{"$in":?}},"projection":{"*":true},"options":{}}}""";
  private static final String FIND_NEXT_PAGE =
      """
      {"find":{"filter":{"_id":{"$in":?}},"projection":{"*":true},"options":{"pageState":?}}}""";
  private static final String INSERT_MANY =
      """
      {"insertMany":{"documents":?,"options":{"ordered":false,"returnDocumentResponses":true}}}""";
  private static final String REPLACE =
      """
      {"findOneAndReplace":{"filter":{"_id":?},"replacement":?,"projection":{"value":0},\
      "options":{"upsert":true}}}""";
  private static final String DELETE_MANY =
      """
      {"deleteMany":{"filter":{"_id":{"$in":?}}}}""";

  // Not {"_id":1}: that projection returns whole documents, because the server ignores _id there.
  private static final String LIST =
      """
      {"find":{"projection":{"value":0},"options":{}}}""";
  private static final String LIST_NEXT_PAGE =
      """
      {"find":{"projection":{"value":0},"options":{"pageState":?}}}""";

  /** The server indexes ids, and an indexed string has at most this many bytes. */
  private static final int MAX_KEY_BYTES = 8_000;

  private final AstraDbCollection collection;
  private final DocumentReader reader;
  private final DocumentWriter writer;
  private final DocumentListing listing;
  private final StoreObserver observer;

  private AstraDbByteStore(Builder builder) {
    collection = builder.newCollection(Indexing.ID_ONLY);
    reader = new DocumentReader(collection, FIND, FIND_NEXT_PAGE);
    writer = new DocumentWriter(collection, INSERT_MANY, REPLACE, DELETE_MANY);
    observer = new StoreObserver(builder.listener, collection.limiter());
    listing = new DocumentListing(collection, LIST, LIST_NEXT_PAGE, observer);
  }

  /** Returns a builder for a store in the keyspace of {@code connection}. */
  public static Builder builder(AstraDbConnection connection) {
    return new Builder(connection);
  }

  @Override
  public CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys) {
    List<String> wanted = Arguments.keys(keys, MAX_KEY_BYTES);
    CallObservation<List<byte @Nullable []>> observation = observer.mget(wanted.size());
    if (wanted.isEmpty()) {
      return StoreObserver.completed(observation, List.of());
    }
    return Futures.observedCall(
        collection.executor(), observation, cancellation -> reader.read(wanted, cancellation));
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries) {
    return write(documents(entries));
  }

  /**
   * {@inheritDoc}
   *
   * @param ttl must be zero: documents of the Data API do not expire
   * @throws UnsupportedOperationException if {@code ttl} is greater than zero
   */
  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries, Duration ttl) {
    List<Document> documents = documents(entries);
    TimeToLive.refuse(ttl);
    return write(documents);
  }

  private static List<Document> documents(Map<String, byte[]> entries) {
    return Document.of(Arguments.entries(entries, MAX_KEY_BYTES));
  }

  private CompletableFuture<Void> write(List<Document> documents) {
    CallObservation<@Nullable Void> observation = observer.mset(documents, Document::value);
    if (documents.isEmpty()) {
      return StoreObserver.completed(observation);
    }
    return Futures.observedCall(
        collection.executor(), observation, cancellation -> writer.write(documents, cancellation));
  }

  @Override
  public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
    List<String> checked = Arguments.keys(keys, MAX_KEY_BYTES);
    CallObservation<@Nullable Void> observation = observer.mdelete(checked.size());
    if (checked.isEmpty()) {
      return StoreObserver.completed(observation);
    }
    Set<String> unwanted = new LinkedHashSet<>(checked);
    return Futures.observedCall(
        collection.executor(), observation, cancellation -> writer.delete(unwanted, cancellation));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A page is one page of the server: at most 50 keys, or 20 on older servers. The store reads
   * one page at a time and does not read ahead. The server cannot filter by prefix, so the store
   * reads all keys and drops those without the prefix: with a rare prefix, one call may read many
   * pages.
   */
  @Override
  public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position) {
    return listing.firstPageAsync(Arguments.prefix(prefix), position);
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return Futures.observedCall(
        collection.executor(), observer.ensureSetup(), cancellation -> collection.setup().ensure());
  }

  /**
   * Builds an {@link AstraDbByteStore}. Only {@link Builder#collection(String) collection} is
   * required. The timeouts are {@link Builder#callTimeout(Duration) callTimeout}, by default 30
   * seconds for a request with its retries, and {@link Builder#setupTimeout(Duration)
   * setupTimeout}.
   */
  public static final class Builder extends AstraDbStoreBuilder<Builder, AstraDbByteStore> {

    private @Nullable ByteStoreListener listener;

    private Builder(AstraDbConnection connection) {
      super(connection, null, Duration.ofSeconds(30));
    }

    /**
     * Observes the calls of the store. To set several listeners, combine them with {@link
     * ByteStoreListener#andThen}. Default: none.
     */
    public Builder listener(ByteStoreListener listener) {
      this.listener = Objects.requireNonNull(listener, "listener");
      return this;
    }

    @Override
    Builder self() {
      return this;
    }

    @Override
    AstraDbByteStore newStore() {
      return new AstraDbByteStore(this);
    }

    @Override
    StoreSetup setupOf(AstraDbByteStore store) {
      return store.collection.setup();
    }
  }
}
