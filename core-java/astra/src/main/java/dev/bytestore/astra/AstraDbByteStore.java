package dev.bytestore.astra;

import dev.bytestore.ByteStore;
import dev.bytestore.KeyPage;
import dev.bytestore.astra.CollectionSetup.Indexing;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.store.StoreSetup;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A byte store in a collection of Astra DB, or of another server with a Data API: the one that
 * LangChain's Python {@code AstraDBByteStore} uses. Both may read and write the same collection at
 * the same time.
 *
 * <p>Keys have 8,000 UTF-8 bytes at most, and values some 2,999,000. Entries do not expire: a time
 * to live other than zero is refused with an {@link UnsupportedOperationException}. A document
 * without a value counts as absent, though it is listed, as in Python; one whose value is no text
 * of base64 fails the call that reads it with an {@link IllegalStateException}.
 *
 * <p>Needs no closing, and is meant to live as long as the application.
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

  // Named alone, "_id" would not keep the values out: the server counts other fields only.
  private static final String LIST =
      """
      {"find":{"projection":{"value":0},"options":{}}}""";
  private static final String LIST_NEXT_PAGE =
      """
      {"find":{"projection":{"value":0},"options":{"pageState":?}}}""";

  /** Ids are indexed, and what is indexed has no more bytes. */
  private static final int MAX_KEY_BYTES = 8_000;

  private final AstraDbCollection collection;
  private final DocumentReader reader;
  private final DocumentWriter writer;
  private final DocumentListing listing;

  private AstraDbByteStore(Builder builder) {
    collection = builder.newCollection(Indexing.ID_ONLY);
    reader = new DocumentReader(collection, FIND, FIND_NEXT_PAGE);
    writer = new DocumentWriter(collection, INSERT_MANY, REPLACE, DELETE_MANY);
    listing = new DocumentListing(collection, LIST, LIST_NEXT_PAGE);
  }

  /** Options for a store in {@code connection}. */
  public static Builder builder(AstraDbConnection connection) {
    return new Builder(connection);
  }

  @Override
  public CompletableFuture<List<byte @Nullable []>> mgetAsync(Collection<String> keys) {
    List<String> wanted = Arguments.keys(keys, MAX_KEY_BYTES);
    if (wanted.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return Futures.call(collection.executor(), cancellation -> reader.read(wanted, cancellation));
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries) {
    return write(documents(entries));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here: any {@code ttl} but zero.
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
    if (documents.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return Futures.call(
        collection.executor(), cancellation -> writer.write(documents, cancellation));
  }

  @Override
  public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
    Set<String> unwanted = new LinkedHashSet<>(Arguments.keys(keys, MAX_KEY_BYTES));
    if (unwanted.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return Futures.call(
        collection.executor(), cancellation -> writer.delete(unwanted, cancellation));
  }

  /**
   * {@inheritDoc}
   *
   * <p>A page is as long as the server makes it, 50 keys or 20, and pages are read one after the
   * other; the prefix is looked for here, so a rare one reads many pages for one of its own.
   */
  @Override
  public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, @Nullable String position) {
    return listing.firstPageAsync(Arguments.prefix(prefix), position);
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return Futures.call(collection.executor(), cancellation -> collection.setup().ensure());
  }

  /** Options of an {@link AstraDbByteStore}; only {@link #collection} has no default. */
  public static final class Builder extends AstraDbStoreBuilder<Builder, AstraDbByteStore> {

    private Builder(AstraDbConnection connection) {
      super(connection, null, Duration.ofSeconds(30));
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
