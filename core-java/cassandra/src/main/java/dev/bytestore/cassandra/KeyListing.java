package dev.bytestore.cassandra;

import dev.bytestore.KeyPage;
import dev.bytestore.cassandra.KeyScan.ScannedKeys;
import dev.bytestore.cassandra.RangeReader.ListStatements;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.store.StoreObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lists the keys of one table, page by page. */
final class KeyListing {

  private final CassandraTable table;
  private final RangeReader reader;
  private final Executor executor;
  private final int pageSize;
  private final LongSupplier nanoTime;
  private final StoreObserver observer;

  /**
   * @param statementsWithTokens used if the driver does not know the tokens of keys
   * @param nanoTime the clock, like {@link System#nanoTime}
   */
  KeyListing(
      CassandraTable table,
      RequestSender sender,
      ListStatements statements,
      ListStatements statementsWithTokens,
      Executor executor,
      int pageSize,
      LongSupplier nanoTime,
      StoreObserver observer) {
    this.table = table;
    this.reader =
        new RangeReader(
            table, sender, statements, statementsWithTokens, new ServerFiltering(nanoTime));
    this.executor = executor;
    this.pageSize = pageSize;
    this.nanoTime = nanoTime;
    this.observer = observer;
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
    return Futures.observedCall(
        executor,
        observer.yieldKeys(),
        cancellation -> {
          KeyScan scan = source.get();
          return scan.next(cancellation).thenApply(scanned -> page(scanned, scan));
        });
  }

  private KeyPage page(ScannedKeys scanned, KeyScan scan) {
    RingPosition end = scanned.end();
    return KeyPage.of(
        scanned.keys(),
        end.encode(),
        executor,
        scan.hasMore() ? nextPage(scan, scan.prefix(), end) : null);
  }

  /**
   * Returns a function that reads the page after {@code end}. Its first call continues {@code
   * scan}, which has read ahead. A scan can be continued only once, so each further call starts a
   * new one.
   */
  private Supplier<CompletableFuture<KeyPage>> nextPage(
      KeyScan scan, KeyPrefix prefix, RingPosition end) {
    AtomicReference<@Nullable KeyScan> readAhead = new AtomicReference<>(scan);
    return () -> {
      KeyScan taken = readAhead.getAndSet(null);
      return pageAsync(() -> taken == null ? scan(prefix, end) : taken);
    };
  }
}
