package dev.bytestore.cassandra;

import dev.bytestore.KeyPage;
import dev.bytestore.cassandra.RangeReader.ListStatements;
import dev.bytestore.internal.Futures;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pages of listings of one table. */
final class KeyListing {

  private final CassandraTable table;
  private final RangeReader reader;
  private final Executor executor;
  private final int pageSize;
  private final LongSupplier nanoTime;

  /**
   * @param statementsWithTokens to be used where the driver does not know the tokens of keys
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  KeyListing(
      CassandraTable table,
      RequestSender sender,
      ListStatements statements,
      ListStatements statementsWithTokens,
      Executor executor,
      int pageSize,
      LongSupplier nanoTime) {
    this.table = table;
    this.reader =
        new RangeReader(
            table, sender, statements, statementsWithTokens, new ServerFiltering(nanoTime));
    this.executor = executor;
    this.pageSize = pageSize;
    this.nanoTime = nanoTime;
  }

  CompletableFuture<KeyPage> firstPageAsync(String prefix, @Nullable String position) {
    RingPosition start =
        position == null ? new RingPosition(Long.MIN_VALUE, null) : RingPosition.decode(position);
    return pageAsync(() -> scan(KeyPrefix.of(prefix), start));
  }

  private KeyScan scan(KeyPrefix prefix, RingPosition start) {
    return new KeyScan(table.ring(), reader, prefix, start, pageSize, nanoTime);
  }

  private CompletableFuture<KeyPage> pageAsync(Supplier<KeyScan> source) {
    return Futures.call(
        executor,
        cancellation -> {
          KeyScan scan = source.get();
          return scan.next(cancellation).thenApply(keys -> new Page(keys.keys(), keys.end(), scan));
        });
  }

  private final class Page implements KeyPage {

    private final List<String> keys;
    private final RingPosition end;
    private final boolean hasNextPage;
    private final KeyPrefix prefix;

    /** What has read ahead from here on; taken by the first who goes on, as it walks but once. */
    private final AtomicReference<@Nullable KeyScan> scan;

    Page(List<String> keys, RingPosition end, KeyScan scan) {
      this.keys = Collections.unmodifiableList(keys); // nobody else has the list
      this.end = end;
      this.hasNextPage = scan.hasMore();
      this.prefix = scan.prefix();
      this.scan = new AtomicReference<>(scan);
    }

    @Override
    public List<String> keys() {
      return keys;
    }

    @Override
    public boolean hasNextPage() {
      return hasNextPage;
    }

    @Override
    public CompletableFuture<KeyPage> nextPageAsync() {
      if (!hasNextPage) {
        throw new IllegalStateException("this is the last page");
      }
      KeyScan ahead = scan.getAndSet(null);
      return pageAsync(() -> ahead == null ? scan(prefix, end) : ahead);
    }

    @Override
    public String position() {
      return end.encode();
    }
  }
}
