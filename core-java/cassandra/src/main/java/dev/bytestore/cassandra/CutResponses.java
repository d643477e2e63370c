package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import dev.bytestore.cassandra.Pages.Continuation;
import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rest of the responses of one call that the server cut short. Most calls have no such
 * response, so nothing is allocated until there is one. A further page is a request of its own: it
 * waits for its turn in the limiter, and is not sent once the call is cancelled.
 */
final class CutResponses {

  /** Receives the pages of a call's requests. May be called by several threads at once. */
  @FunctionalInterface
  interface PageConsumer {

    /** Receives a page, and returns whether rows of its request are still missing. */
    boolean accept(int request, AsyncResultSet page);
  }

  private record Cut(int request, Continuation continued) {}

  private final PageConsumer pages;
  private @Nullable List<Cut> cut; // guarded by this object's lock

  CutResponses(PageConsumer pages) {
    this.pages = pages;
  }

  /** Passes {@code page} on, and remembers the request if a further page must be read for it. */
  void accept(int request, AsyncResultSet page) {
    accept(request, page, null);
  }

  private void accept(int request, AsyncResultSet page, @Nullable Continuation before) {
    if (pages.accept(request, page) && page.hasMorePages()) {
      Continuation continued = Continuation.after(before, page);
      synchronized (this) {
        if (cut == null) {
          cut = new ArrayList<>();
        }
        cut.add(new Cut(request, continued));
      }
    }
  }

  /** Whether no further page must be read. To be called when no request is in flight. */
  synchronized boolean isEmpty() {
    return cut == null;
  }

  /** Reads the further pages of all requests: in each round, one page of each request. */
  CompletionStage<@Nullable Void> readOn(
      CassandraTable table, RequestSender sender, Cancellation cancellation) {
    return AsyncLoop.whileTrue(
        () -> {
          List<Cut> round = takeAll();
          if (round.isEmpty()) {
            return CompletableFuture.completedStage(false);
          }
          return sender
              .<AsyncResultSet>run(
                  round.size(),
                  cancellation,
                  // The request may be a copy of a retry with a short timeout, so set it again.
                  (i, timeout) ->
                      table.execute(
                          round.get(i).continued().request(),
                          timeout == null ? table.requestTimeout() : timeout),
                  (i, page) -> accept(round.get(i).request(), page, round.get(i).continued()))
              .thenApply(done -> true);
        });
  }

  private synchronized List<Cut> takeAll() {
    List<Cut> all = cut == null ? List.of() : cut;
    cut = null;
    return all;
  }
}
