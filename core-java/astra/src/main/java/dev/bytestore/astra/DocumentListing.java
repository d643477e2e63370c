package dev.bytestore.astra;

import dev.bytestore.KeyPage;
import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.CycleDetector;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.store.StoreObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists the keys of one collection, in pages of the size that the server chooses. */
final class DocumentListing {

  /**
   * The most pages without a document in a row that one call reads. Deleted documents can cause
   * such pages. Without a limit, a faulty server could keep a call busy without end.
   */
  static final int MAX_EMPTY_PAGES = 1_000;

  private final AstraDbCollection collection;
  private final String list;
  private final String listNextPage;
  private final StoreObserver observer;

  /**
   * @param list the command for the first page
   * @param listNextPage the command for any other page, with a place for the page state
   */
  DocumentListing(
      AstraDbCollection collection, String list, String listNextPage, StoreObserver observer) {
    this.collection = collection;
    this.list = list;
    this.listNextPage = listNextPage;
    this.observer = observer;
  }

  CompletableFuture<KeyPage> firstPageAsync(String prefix, @Nullable String position) {
    if (position == null) {
      return pageAsync(prefix, null, CycleDetector.START);
    }
    ListingPosition start = ListingPosition.decode(position, collection.qualifiedName());
    if (start.pageState() == null) {
      return StoreObserver.completed(
          observer.yieldKeys(), page(List.of(), prefix, null, CycleDetector.START));
    }
    return pageAsync(prefix, start.pageState(), CycleDetector.START.after(start.pageState()));
  }

  private CompletableFuture<KeyPage> pageAsync(
      String prefix, @Nullable String pageState, CycleDetector seen) {
    return Futures.observedCall(
        collection.executor(),
        observer.yieldKeys(),
        cancellation -> new Walk(prefix, pageState, seen, cancellation).toNextKeys());
  }

  /** Reads pages until one has a key with the prefix. */
  private final class Walk {

    private final String prefix;
    private final Cancellation cancellation;
    private final List<String> keys = new ArrayList<>();
    private @Nullable String pageState;
    private CycleDetector seen;
    private int emptyPages;

    Walk(String prefix, @Nullable String pageState, CycleDetector seen, Cancellation cancellation) {
      this.prefix = prefix;
      this.pageState = pageState;
      this.seen = seen;
      this.cancellation = cancellation;
    }

    CompletionStage<KeyPage> toNextKeys() {
      return AsyncLoop.whileTrue(
              () -> cancellation.isCancelled() ? CompletableFuture.completedFuture(false) : next())
          .thenApply(done -> page(keys, prefix, pageState, seen));
    }

    private CompletionStage<Boolean> next() {
      Command command = pageState == null ? Command.of(list) : Command.of(listNextPage, pageState);
      return collection
          .runOne(command, cancellation)
          .thenApply(
              answer -> {
                if (answer == null) {
                  return false;
                }
                collect(answer);
                pageState = answer.nextPageState();
                if (pageState == null) {
                  return false;
                }
                checkProgress(answer, pageState);
                return keys.isEmpty();
              });
    }

    private void checkProgress(DataApiResponse answer, String nextPageState) {
      if (seen.isRepeated(nextPageState)) {
        throw collection.contradiction("find", "with a page state that was sent before");
      }
      seen = seen.after(nextPageState);
      emptyPages = answer.documents().isEmpty() ? emptyPages + 1 : 0;
      if (emptyPages > MAX_EMPTY_PAGES) {
        throw collection.contradiction(
            "find", "with more than %,d pages without a document".formatted(MAX_EMPTY_PAGES));
      }
    }

    private void collect(DataApiResponse answer) {
      for (Object document : answer.documents()) {
        // An id of another type, such as a number, is not a key of a byte store.
        if (document instanceof Map<?, ?> fields
            && fields.get("_id") instanceof String id
            && id.startsWith(prefix)) {
          keys.add(id);
        }
      }
    }
  }

  private KeyPage page(
      List<String> keys, String prefix, @Nullable String nextPageState, CycleDetector seen) {
    return KeyPage.of(
        keys,
        new ListingPosition(nextPageState).encode(collection.qualifiedName()),
        collection.executor(),
        nextPageState == null ? null : () -> pageAsync(prefix, nextPageState, seen));
  }
}
