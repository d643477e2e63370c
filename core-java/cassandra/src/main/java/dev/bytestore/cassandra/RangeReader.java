package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import dev.bytestore.cassandra.Pages.Continuation;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Reads the keys in a range of the token ring, as many as one response contains. */
final class RangeReader {

  private final CassandraTable table;
  private final RequestSender sender;
  private final ListStatements statements;
  private final ListStatements statementsWithTokens;
  private final ServerFiltering filtering;

  /** The statements that list the keys in a range: all of them, and only those with a prefix. */
  record ListStatements(AsyncOnce<PreparedStatement> all, AsyncOnce<PreparedStatement> byPrefix) {}

  RangeReader(
      CassandraTable table,
      RequestSender sender,
      ListStatements statements,
      ListStatements statementsWithTokens,
      ServerFiltering filtering) {
    this.table = table;
    this.sender = sender;
    this.statements = statements;
    this.statementsWithTokens = statementsWithTokens;
    this.filtering = filtering;
  }

  /**
   * What to read.
   *
   * @param after read only keys after this position, which is in the range or before it; null for
   *     all keys
   * @param fetchSize the number of rows to ask for
   * @param continued the page to continue after; null to begin at the start of the range
   */
  record RangeRequest(
      RingRange range,
      KeyPrefix prefix,
      @Nullable RingPosition after,
      int fetchSize,
      @Nullable Continuation continued) {

    RangeRequest fromTheStart() {
      return new RangeRequest(range, prefix, after, fetchSize, null);
    }
  }

  /**
   * The keys that were read.
   *
   * @param keys the keys with the prefix that come after the request's position
   * @param rows the number of rows in the response
   * @param end the position of the last row; null if there was no row, or the range is read to its
   *     end
   * @param endsAmongEquals whether the last row has the same token as the row before it, so that
   *     more rows of that token may follow
   * @param continued the page to continue after; null if the range is read to its end
   * @param nanos how long the response took
   */
  record RangeKeys(
      List<String> keys,
      int rows,
      @Nullable RingPosition end,
      boolean endsAmongEquals,
      @Nullable Continuation continued,
      long nanos) {}

  /** Reads keys. The result is null if the call was cancelled before the request was sent. */
  CompletionStage<@Nullable RangeKeys> read(
      RangeRequest request, Ring ring, Cancellation cancellation) {
    if (request.prefix().end() == null) {
      return read(request, ring, false, cancellation);
    }
    boolean filter = filtering.isWorthTrying();
    boolean mayBeRefused = filter || request.continued() != null; // may be filtered
    CompletableFuture<@Nullable RangeKeys> answer = read(request, ring, filter, cancellation);
    return mayBeRefused
        ? answer.exceptionallyCompose(
            failure ->
                ServerFiltering.mayBeRefusal(Futures.unwrap(failure))
                    ? readWithoutFilter(request, ring, cancellation, Futures.unwrap(failure))
                    : CompletableFuture.<@Nullable RangeKeys>failedFuture(failure))
        : answer;
  }

  private CompletableFuture<@Nullable RangeKeys> read(
      RangeRequest request, Ring ring, boolean filter, Cancellation cancellation) {
    AtomicLong sentAt = new AtomicLong();
    return statement(ring, filter)
        .get()
        .thenCompose(
            statement ->
                sender.<AsyncResultSet>runOnce(
                    cancellation,
                    () -> {
                      sentAt.set(System.nanoTime());
                      return table.execute(next(request, ring, statement, filter));
                    }))
        .thenApply(
            rows -> {
              if (rows == null) {
                return null;
              }
              if (filter && request.continued() == null) {
                filtering.accepted();
              }
              return keys(request, ring, rows, System.nanoTime() - sentAt.get());
            });
  }

  private AsyncOnce<PreparedStatement> statement(Ring ring, boolean filter) {
    ListStatements suitable = ring.knowsTokens() ? statements : statementsWithTokens;
    return filter ? suitable.byPrefix() : suitable.all();
  }

  /**
   * Sends a request without a filter after the server refused it with one. If the server refuses
   * this request too, the filter was not the reason: the table may have been dropped, for example.
   */
  private CompletionStage<@Nullable RangeKeys> readWithoutFilter(
      RangeRequest request, Ring ring, Cancellation cancellation, Throwable refusal) {
    CompletableFuture<@Nullable RangeKeys> answer =
        read(request.fromTheStart(), ring, false, cancellation)
            .whenComplete(
                (keys, failure) -> {
                  if (keys != null && ServerFiltering.isRefusal(refusal)) {
                    filtering.refused(refusal);
                  }
                });
    return answer.exceptionallyCompose(
        failure ->
            CompletableFuture.<@Nullable RangeKeys>failedFuture(
                ServerFiltering.mayBeRefusal(Futures.unwrap(failure)) ? refusal : failure));
  }

  private static Statement<?> next(
      RangeRequest request, Ring ring, PreparedStatement statement, boolean filter) {
    Continuation continued = request.continued();
    return continued == null
        ? bind(request, ring, statement, filter)
        : continued.request().setPageSize(request.fetchSize());
  }

  private static BoundStatement bind(
      RangeRequest request, Ring ring, PreparedStatement statement, boolean filter) {
    RingRange range = request.range();
    BoundStatementBuilder bound =
        statement
            .boundStatementBuilder()
            .setLong(0, range.first())
            .setLong(1, range.last())
            .setPageSize(request.fetchSize());
    if (filter) {
      bound = bound.setString(2, request.prefix().text()).setString(3, request.prefix().end());
    }
    ring.route(bound, range);
    return bound.build();
  }

  private static RangeKeys keys(RangeRequest request, Ring ring, AsyncResultSet rows, long nanos) {
    List<String> keys = new ArrayList<>(rows.remaining());
    RingPosition start = request.after();
    RingPosition after = start;
    String prefix = request.prefix().text();
    String key = "";
    Row last = null;
    Row beforeLast = null;
    int count = 0;
    for (Row row : rows.currentPage()) {
      beforeLast = last;
      last = row;
      // Naming the codec is faster than looking it up for each row.
      key = Objects.requireNonNull(row.get(0, TypeCodecs.TEXT));
      count++;
      if (after != null && after.isBefore(ring.token(row), key)) {
        after = null; // all further rows come after it too
      }
      if (after == null && key.startsWith(prefix)) {
        keys.add(key);
      }
    }
    if (!rows.hasMorePages()) {
      return new RangeKeys(keys, count, null, false, null, nanos);
    }
    Continuation continued = Continuation.after(request.continued(), rows);
    if (last == null) {
      return new RangeKeys(keys, 0, null, false, continued, nanos);
    }
    long token = ring.token(last);
    boolean endsAmongEquals =
        beforeLast == null
            ? start != null && start.token() == token
            : ring.token(beforeLast) == token;
    return new RangeKeys(
        keys, count, new RingPosition(token, key), endsAmongEquals, continued, nanos);
  }
}
