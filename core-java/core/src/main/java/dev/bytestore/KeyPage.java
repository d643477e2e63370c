package dev.bytestore;

import static java.util.Objects.requireNonNull;

import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.Futures;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A page of the keys of a listing, with access to the next page. Any number of threads may use it.
 *
 * <pre>{@code
 * KeyPage page = store.yieldKeysAsync("page/").join();
 * page.keys().forEach(key -> show(key));
 * while (page.hasNextPage()) {
 *   page = page.nextPageAsync().join();
 *   page.keys().forEach(key -> show(key));
 * }
 * }</pre>
 *
 * <p>The store chooses the size of a page. It reads a page when the caller asks for it. A Cassandra
 * store also reads up to 8 pages ahead. If the caller asks for no further page, the store sends no
 * further requests. A page need not be closed.
 */
public final class KeyPage {

  private final List<String> keys;
  private final String position;
  private final Executor executor;
  private final @Nullable Supplier<CompletableFuture<KeyPage>> nextPage;

  private KeyPage(
      List<String> keys,
      String position,
      Executor executor,
      @Nullable Supplier<CompletableFuture<KeyPage>> nextPage) {
    this.keys = keys;
    this.position = position;
    this.executor = executor;
    this.nextPage = nextPage;
  }

  /**
   * Creates a page. Only implementations of {@link ByteStore} need this method.
   *
   * @param keys the keys of the page, which are copied. Only the last page may be empty; this
   *     method does not check that
   * @param position what {@link #position()} returns
   * @param executor calls the consumer of {@link #forEachAsync}; pass the executor on which the
   *     store's futures complete
   * @param nextPage reads the page after this one; null if this is the last page. Each call of it
   *     must read that page again and return a new future
   * @throws NullPointerException if an argument other than {@code nextPage}, or a key, is null
   */
  public static KeyPage of(
      List<String> keys,
      String position,
      Executor executor,
      @Nullable Supplier<CompletableFuture<KeyPage>> nextPage) {
    return new KeyPage(
        Arguments.withoutNulls(keys, "keys"),
        requireNonNull(position, "position"),
        requireNonNull(executor, "executor"),
        nextPage);
  }

  /**
   * Returns the keys of this page in a list that cannot be modified. Only the last page can be
   * empty.
   */
  public List<String> keys() {
    return keys;
  }

  /** Returns whether there is a page after this one. That page may be an empty last page. */
  public boolean hasNextPage() {
    return nextPage != null;
  }

  /**
   * Reads the page after this one. Each call reads that page again, so you can call this method
   * again after a failure or a cancellation. The future behaves as those of {@link ByteStore}.
   *
   * @throws IllegalStateException if this is the last page, so if {@link #hasNextPage()} is false
   */
  public CompletableFuture<KeyPage> nextPageAsync() {
    if (nextPage == null) {
      throw new IllegalStateException(
          "this is the last page; call nextPageAsync() only if hasNextPage() is true");
    }
    return Futures.start(nextPage).toCompletableFuture();
  }

  /**
   * Returns the position right after this page. Pass it to {@link ByteStore#yieldKeysAsync(String,
   * String)}, in this or in another process, with the same prefix and for the same table or
   * collection, to continue there. From the position of the last page, a listing has no keys,
   * except perhaps keys that were added in the meantime.
   *
   * <p>The position is printable ASCII; treat it as opaque. It stays valid when keys are written or
   * deleted, but another release of bytestore may refuse it with an {@link
   * IllegalArgumentException}. It may contain the last key of the page, encoded but not encrypted,
   * so do not show it to people who may not see the keys.
   */
  public String position() {
    return position;
  }

  /**
   * Calls {@code consumer} with each key of this page and of all pages after it, in order. The next
   * page is read only after the consumer has handled all keys of the current one. So a slow
   * consumer slows the listing down, and only one page is held in memory, apart from pages that the
   * store reads ahead.
   *
   * <p>The consumer is called on the store's executor, not on the calling thread, and may block.
   * Each call of this method calls its consumer on one thread at a time, so the consumer may fill a
   * collection that is not thread-safe.
   *
   * <p>If the store has an executor of its own with a single thread, do not wait for the future on
   * that thread: the consumer needs it. The default executor has many threads.
   *
   * @return a future that completes after the consumer has handled the last key. If the consumer
   *     throws an exception or an {@link Error}, or if a page cannot be read, the listing ends and
   *     the future fails with that exception. If the future is cancelled, the request for the next
   *     page is cancelled and the consumer is not called again; a call that is running is not
   *     interrupted
   */
  public CompletableFuture<Void> forEachAsync(Consumer<? super String> consumer) {
    requireNonNull(consumer, "consumer");
    return KeyWalk.start(CompletableFuture.completedFuture(this), consumer);
  }

  Executor executor() {
    return executor;
  }
}
