package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.CycleDetector;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads responses of several pages. The server decides how many pages there are: Amazon Keyspaces
 * and ScyllaDB end a page after a megabyte, whatever page size the request asks for. Any page but
 * the last may be empty.
 */
final class Pages {

  private Pages() {}

  /**
   * A page that is not the last one.
   *
   * @param seen the paging states up to that of this page
   */
  record Continuation(AsyncResultSet page, CycleDetector seen) {

    /**
     * Creates the continuation of {@code page}, which came after {@code before}.
     *
     * @param before null if {@code page} is the first one
     * @throws IllegalStateException if the server sent this paging state before, because the pages
     *     would then never end
     */
    static Continuation after(@Nullable Continuation before, AsyncResultSet page) {
      CycleDetector seen = before == null ? CycleDetector.START : before.seen;
      ByteBuffer state = page.getExecutionInfo().getPagingState();
      if (state == null) {
        return new Continuation(page, seen);
      }
      if (seen.isRepeated(state)) {
        throw new IllegalStateException(
            "the server sent the same paging state twice, so its pages would never end");
      }
      return new Continuation(page, seen.after(state));
    }

    /**
     * The request for the next page. Unlike {@link AsyncResultSet#fetchNextPage}, it is sent
     * through the session, so that sessions which trace requests see it, and so that it can be
     * retried.
     */
    Statement<?> request() {
      ExecutionInfo info = page.getExecutionInfo();
      return ((Statement<?>) info.getRequest()).copy(info.getPagingState());
    }
  }

  /**
   * Sends {@code request}, then requests its further pages one after the other. Passes each page to
   * {@code wantsMore}, and stops when that returns false or there are no more pages.
   */
  static CompletionStage<@Nullable Void> read(
      Function<Statement<?>, CompletionStage<AsyncResultSet>> send,
      Statement<?> request,
      Predicate<AsyncResultSet> wantsMore) {
    AtomicReference<@Nullable Continuation> last = new AtomicReference<>();
    return AsyncLoop.whileTrue(
        () -> {
          Continuation before = last.get();
          return send.apply(before == null ? request : before.request())
              .thenApply(
                  page -> {
                    boolean goOn = wantsMore.test(page) && page.hasMorePages();
                    if (goOn) {
                      last.set(Continuation.after(before, page));
                    }
                    return goOn;
                  });
        });
  }
}
