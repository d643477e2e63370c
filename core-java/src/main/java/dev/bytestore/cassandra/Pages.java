package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.bytestore.internal.AsyncLoop;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Responses that come in several pages. The server decides how many: Amazon Keyspaces and ScyllaDB
 * end a page after a megabyte, whatever page size the request asks for, and any page but the last
 * may be empty.
 */
final class Pages {

  private Pages() {}

  /**
   * The request for the page after {@code page}. Unlike {@link AsyncResultSet#fetchNextPage} it is
   * sent like any other request, so that retries and tracing sessions see it.
   */
  static Statement<?> requestAfter(AsyncResultSet page) {
    ExecutionInfo info = page.getExecutionInfo();
    return ((Statement<?>) info.getRequest()).copy(info.getPagingState());
  }

  /**
   * Sends {@code request}, then the requests for its further pages, one after the other, for as
   * long as there are any and {@code wantsMore}, which gets each page, returns true.
   */
  static CompletionStage<@Nullable Void> read(
      Function<Statement<?>, CompletionStage<AsyncResultSet>> send,
      Statement<?> request,
      Predicate<AsyncResultSet> wantsMore) {
    AtomicReference<Statement<?>> next = new AtomicReference<>(request);
    return AsyncLoop.whileTrue(
        () ->
            send.apply(next.get())
                .thenApply(
                    page -> {
                      boolean goOn = wantsMore.test(page) && page.hasMorePages();
                      if (goOn) {
                        next.set(requestAfter(page));
                      }
                      return goOn;
                    }));
  }
}
