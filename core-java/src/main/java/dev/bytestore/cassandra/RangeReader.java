package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.RequestLimiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the keys of a part of the ring, as many as one answer holds. */
final class RangeReader {

  private static final Logger LOG = LoggerFactory.getLogger(RangeReader.class);

  private final CassandraTable table;
  private final RequestLimiter limiter;
  private final ListStatements statements;
  private final ListStatements statementsWithTokens;

  /** The statements that list keys of a range of tokens; all of them, and those between two. */
  record ListStatements(AsyncOnce<PreparedStatement> all, AsyncOnce<PreparedStatement> byPrefix) {}

  /** Whether the server lets us filter there; a store finds out once. */
  private volatile boolean serverFilters = true;

  RangeReader(
      CassandraTable table,
      RequestLimiter limiter,
      ListStatements statements,
      ListStatements statementsWithTokens) {
    this.table = table;
    this.limiter = limiter;
    this.statements = statements;
    this.statementsWithTokens = statementsWithTokens;
  }

  /**
   * What to read.
   *
   * @param after only keys after this place, which is in the range or before it
   * @param continued the answer to go on from, where an earlier one had no row to tell the place by
   */
  record RangeRequest(
      RingRange range,
      KeyPrefix prefix,
      @Nullable RingPosition after,
      int pageSize,
      @Nullable AsyncResultSet continued) {}

  /**
   * What was read.
   *
   * @param keys those with the prefix
   * @param rows how many rows the keys were taken from
   * @param end the place of the last row, if the range may have more; else null
   * @param continued set when the range may have more but there was no row
   * @param nanos how long the answer took
   */
  record RangeKeys(
      List<String> keys,
      int rows,
      @Nullable RingPosition end,
      @Nullable AsyncResultSet continued,
      long nanos) {}

  /** The answer, or null when it was cancelled before the request was sent. */
  CompletionStage<@Nullable RangeKeys> read(
      RangeRequest request, Ring ring, Cancellation cancellation) {
    boolean filter = serverFilters && request.prefix().end() != null;
    CompletableFuture<@Nullable RangeKeys> answer =
        statement(ring, filter)
            .get()
            .thenCompose(statement -> read(request, ring, statement, filter, cancellation));
    return filter
        ? answer.exceptionallyCompose(
            failure ->
                isRefusal(Futures.unwrap(failure))
                    ? readWithoutFilter(request, ring, cancellation, failure)
                    : CompletableFuture.<@Nullable RangeKeys>failedFuture(failure))
        : answer;
  }

  private CompletableFuture<@Nullable RangeKeys> read(
      RangeRequest request,
      Ring ring,
      PreparedStatement statement,
      boolean filter,
      Cancellation cancellation) {
    AtomicLong sentAt = new AtomicLong();
    return limiter
        .runOne(
            cancellation,
            () -> {
              sentAt.set(System.nanoTime());
              return send(request, ring, statement, filter);
            })
        .thenApply(
            rows ->
                rows == null ? null : keys(request, ring, rows, System.nanoTime() - sentAt.get()));
  }

  private AsyncOnce<PreparedStatement> statement(Ring ring, boolean filter) {
    ListStatements suitable = ring.knowsTokens() ? statements : statementsWithTokens;
    return filter ? suitable.byPrefix() : suitable.all();
  }

  private CompletionStage<@Nullable RangeKeys> readWithoutFilter(
      RangeRequest request, Ring ring, Cancellation cancellation, Throwable refusal) {
    if (serverFilters) {
      LOG.warn(
          "the server refuses to filter keys by prefix, so all keys will travel to this client: {}",
          Futures.unwrap(refusal).getMessage());
      serverFilters = false;
    }
    return read(request, ring, cancellation);
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof InvalidQueryException || failure instanceof SyntaxError;
  }

  private CompletionStage<AsyncResultSet> send(
      RangeRequest request, Ring ring, PreparedStatement statement, boolean filter) {
    AsyncResultSet continued = request.continued();
    return continued == null
        ? table.execute(bind(request, ring, statement, filter))
        : continued.fetchNextPage();
  }

  private static BoundStatement bind(
      RangeRequest request, Ring ring, PreparedStatement statement, boolean filter) {
    RingRange range = request.range();
    BoundStatementBuilder bound =
        statement
            .boundStatementBuilder()
            .setLong(0, range.first())
            .setLong(1, range.last())
            .setPageSize(request.pageSize());
    if (filter) {
      bound = bound.setString(2, request.prefix().text()).setString(3, request.prefix().end());
    }
    ring.route(bound, range);
    return bound.build();
  }

  private static RangeKeys keys(RangeRequest request, Ring ring, AsyncResultSet rows, long nanos) {
    List<String> keys = new ArrayList<>(rows.remaining());
    RingPosition after = request.after();
    String prefix = request.prefix().text();
    String key = "";
    Row row = null;
    int count = 0;
    for (Row next : rows.currentPage()) {
      row = next;
      key = Objects.requireNonNull(row.getString(0));
      count++;
      if (after != null && after.isBefore(ring.token(row), key)) {
        after = null; // and so are all that follow
      }
      if (after == null && key.startsWith(prefix)) {
        keys.add(key);
      }
    }
    if (!rows.hasMorePages()) {
      return new RangeKeys(keys, count, null, null, nanos);
    }
    return row == null
        ? new RangeKeys(keys, 0, null, rows, nanos)
        : new RangeKeys(keys, count, new RingPosition(ring.token(row), key), null, nanos);
  }
}
