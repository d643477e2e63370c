package dev.bytestore.testing;

import dev.bytestore.ByteStore;
import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import dev.bytestore.KeyPage;
import dev.bytestore.internal.Futures;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ByteStore} that keeps its values as documents of a {@link DocumentStore}, so that the
 * contract suites of byte stores hold documents to the same rules.
 */
public final class DocumentsView implements ByteStore {

  private final DocumentStore documents;

  /** Keeps values as documents in {@code store}. */
  public DocumentsView(ByteStore store) {
    this(DocumentStore.of(store));
  }

  /** Keeps values in {@code documents}. */
  public DocumentsView(DocumentStore documents) {
    this.documents = documents;
  }

  @Override
  public CompletableFuture<List<byte[]>> mgetAsync(Collection<String> keys) {
    CompletableFuture<List<Document>> found = documents.mgetAsync(keys);
    CompletableFuture<List<byte[]>> values =
        found.thenApply(list -> list.stream().map(DocumentsView::bytesOf).toList());
    Futures.whenDoneCancel(values, found);
    return values;
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries) {
    return documents.msetAsync(documents(entries));
  }

  @Override
  public CompletableFuture<Void> msetAsync(Map<String, byte[]> entries, Duration ttl) {
    return documents.msetAsync(documents(entries), ttl);
  }

  @Override
  public CompletableFuture<Void> mdeleteAsync(Collection<String> keys) {
    return documents.mdeleteAsync(keys);
  }

  @Override
  public CompletableFuture<KeyPage> yieldKeysAsync(String prefix, String position) {
    return documents.yieldKeysAsync(prefix, position);
  }

  @Override
  public CompletableFuture<Void> forEachKeyAsync(String prefix, Consumer<? super String> consumer) {
    return documents.forEachKeyAsync(prefix, consumer);
  }

  @Override
  public CompletableFuture<Void> ensureSetupAsync() {
    return documents.ensureSetupAsync();
  }

  /** Returns the document that stands for {@code value} in this view. */
  public static @Nullable Document documentOf(byte @Nullable [] value) {
    return value == null ? null : Document.of(Base64.getEncoder().encodeToString(value));
  }

  /** Returns the value for which {@code document} stands in this view. */
  public static byte @Nullable [] bytesOf(@Nullable Document document) {
    return document == null ? null : Base64.getDecoder().decode(document.pageContent());
  }

  private static @Nullable Map<String, Document> documents(@Nullable Map<String, byte[]> entries) {
    if (entries == null) {
      return null; // the contract says what happens then
    }
    Map<String, Document> documents = new LinkedHashMap<>();
    entries.forEach((key, value) -> documents.put(key, documentOf(value)));
    return documents;
  }
}
