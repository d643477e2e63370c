package dev.bytestore;

import static dev.bytestore.internal.Futures.await;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ByteStore} for callers that wait. Each method is the one of the same name with {@code
 * Async}, and keeps its contract.
 *
 * <p>A failure is thrown as the very exception the future would have failed with; a suppressed
 * exception in it shows where the call was made. When the waiting thread is interrupted the call is
 * cancelled, the thread stays interrupted, and a {@link java.util.concurrent.CancellationException}
 * is thrown. Not for use on the driver's own threads.
 */
public final class BlockingByteStore {

  private final ByteStore store;

  BlockingByteStore(ByteStore store) {
    this.store = store;
  }

  public List<byte @Nullable []> mget(Collection<String> keys) {
    return await(store.mgetAsync(keys));
  }

  public void mset(Map<String, byte[]> entries) {
    await(store.msetAsync(entries));
  }

  public void mset(Map<String, byte[]> entries, Duration ttl) {
    await(store.msetAsync(entries, ttl));
  }

  public void mdelete(Collection<String> keys) {
    await(store.mdeleteAsync(keys));
  }

  public Stream<String> yieldKeys() {
    return yieldKeys("", null);
  }

  public Stream<String> yieldKeys(String prefix) {
    return yieldKeys(prefix, null);
  }

  /**
   * A lazy stream: nothing is read before its terminal operation, and a page is read when the keys
   * of the one before it are used up. It is sequential and needs no closing.
   */
  public Stream<String> yieldKeys(String prefix, @Nullable String position) {
    Objects.requireNonNull(prefix, "prefix");
    Iterator<String> keys = new KeyIterator(() -> store.yieldKeysAsync(prefix, position));
    int characteristics = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL;
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(keys, characteristics), /* parallel= */ false);
  }

  public void ensureSetup() {
    await(store.ensureSetupAsync());
  }
}
