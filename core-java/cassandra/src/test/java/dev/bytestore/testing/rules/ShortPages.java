package dev.bytestore.testing.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.datastax.oss.protocol.internal.Message;
import com.datastax.oss.protocol.internal.request.Execute;
import com.datastax.oss.protocol.internal.request.Query;
import com.datastax.oss.protocol.internal.request.query.QueryOptions;
import com.datastax.oss.protocol.internal.response.result.DefaultRows;
import com.datastax.oss.protocol.internal.response.result.Rows;
import com.datastax.oss.protocol.internal.response.result.RowsMetadata;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Pages with few rows, and an empty page before every other one.
 *
 * <p>The paging state of an empty page is that of its request behind a mark, so the next request
 * reads the page that was left out.
 */
final class ShortPages {

  /** Long, so that no paging state of the node begins with it. */
  private static final byte[] MARK = "after the empty page".getBytes(US_ASCII);

  private final int rowsPerPage;
  private final AtomicInteger count = new AtomicInteger();

  ShortPages(int rowsPerPage) {
    this.rowsPerPage = rowsPerPage;
  }

  /** The request as the node gets it. */
  Message request(Message request) {
    return request instanceof Execute execute
        ? new Execute(execute.queryId, execute.resultMetadataId, options(execute.options))
        : request instanceof Query query ? new Query(query.query, options(query.options)) : request;
  }

  private QueryOptions options(QueryOptions options) {
    boolean isPaged = options.pageSize > 0;
    return new QueryOptions(
        options.consistency,
        options.positionalValues,
        options.namedValues,
        options.skipMetadata,
        isPaged ? Math.min(options.pageSize, rowsPerPage) : options.pageSize,
        followsEmptyPage(options) ? withoutMark(options.pagingState) : options.pagingState,
        options.serialConsistency,
        options.defaultTimestamp,
        options.keyspace,
        options.nowInSeconds);
  }

  /** The page as the client gets it. */
  Message response(Message request, Rows page) {
    QueryOptions options =
        request instanceof Execute execute ? execute.options : ((Query) request).options;
    if (options.pageSize <= 0 || followsEmptyPage(options) || count.getAndIncrement() % 2 == 1) {
      return page;
    }
    RowsMetadata metadata = page.getMetadata();
    ByteBuffer state = withMark(options.pagingState);
    return new DefaultRows(
        metadata.columnSpecs.isEmpty()
            ? new RowsMetadata(metadata.columnCount, state, null, null)
            : new RowsMetadata(metadata.columnSpecs, state, null, null),
        new ArrayDeque<>());
  }

  private static boolean followsEmptyPage(QueryOptions options) {
    ByteBuffer state = options.pagingState;
    return state != null
        && state.remaining() >= MARK.length
        && state.slice().limit(MARK.length).equals(ByteBuffer.wrap(MARK));
  }

  private static ByteBuffer withMark(ByteBuffer state) {
    ByteBuffer original = state == null ? ByteBuffer.allocate(0) : state.duplicate();
    return ByteBuffer.allocate(MARK.length + original.remaining()).put(MARK).put(original).flip();
  }

  private static ByteBuffer withoutMark(ByteBuffer marked) {
    ByteBuffer state = marked.duplicate();
    state.position(state.position() + MARK.length);
    return state.hasRemaining() ? state.slice() : null;
  }
}
