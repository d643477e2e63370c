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
 * <p>A store reads a page when it is asked for, and a limited number of pages ahead. If nobody asks
 * for further pages, it sends no further requests. A page need not be closed.
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
   * Makes a page. Only implementations of {@link ByteStore} need this method.
   *
   * @param keys the keys of the page, which are copied. Only the last page may be empty
   * @param position what {@link #position()} returns
   * @param executor calls the consumer of {@link #forEachAsync}; pass the executor on which the
   *     store's futures complete
   * @param nextPage reads the page after this one, again each time it is called, and returns a new
   *     future each time; null if this is the last page
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
   * Reads the page after this one. If this method is called again, for example after a failure or a
   * cancellation, it reads that page again.
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
   * String)}, in this or in another process, to go on from there.
   *
   * <p>The position is printable ASCII; treat it as opaque. It contains a key that is encoded but
   * not encrypted. It stays valid when keys are written or deleted.
   */
  public String position() {
    return position;
  }

  /**
   * Calls {@code consumer} with each key of this page and of all pages after it, in order. The next
   * page is read only after the consumer has returned from the last key of the current page. So a
   * slow consumer slows the listing down, and only one page is held in memory, apart from those
   * that the store reads ahead.
   *
   * <p>The consumer is called on the store's executor, not on the calling thread, and may block.
   * Only one thread at a time calls it, so it may fill a collection that is not thread-safe.
   *
   * @return a future that completes after the consumer has returned from the last key. If the
   *     consumer throws an exception or an {@link Error}, or if a page cannot be read, the listing
   *     ends and the future fails with that exception. If the future is cancelled, the request for
   *     the next page is cancelled and the consumer is not called again; a call that is running is
   *     not interrupted. Do not wait for this future on the only thread of the executor, because
   *     the consumer needs that thread
   */
  public CompletableFuture<Void> forEachAsync(Consumer<? super String> consumer) {
    requireNonNull(consumer, "consumer");
    return KeyWalk.start(CompletableFuture.completedFuture(this), consumer);
  }

  Executor executor() {
    return executor;
  }
}
