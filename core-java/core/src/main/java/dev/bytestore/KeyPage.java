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
 * Some of the keys of a listing, and the way to the next ones.
 *
 * <p>Asking for pages is the only thing that drives a listing: a store reads a bounded number of
 * pages ahead of those asked for, and nothing more when no one asks. A page that is let go needs no
 * closing.
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
   * A page, for implementations of {@link ByteStore}.
   *
   * @param keys are copied; there are some unless this is the last page
   * @param position what {@link #position()} returns
   * @param executor where {@link #forEachAsync} calls its consumer: where the futures of the store
   *     complete
   * @param nextPage reads the page after this one, each time it is called, and returns a new future
   *     each time; null if this is the last page
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

  /** The keys of this page. Only the last page can be without any. The list cannot be modified. */
  public List<String> keys() {
    return keys;
  }

  /** Whether the listing goes on. The page that follows may turn out to be an empty last one. */
  public boolean hasNextPage() {
    return nextPage != null;
  }

  /**
   * Reads the page after this one. May be called again, after a failure or a cancellation too, and
   * then reads the keys after this page anew.
   *
   * @throws IllegalStateException if this is the last page
   */
  public CompletableFuture<KeyPage> nextPageAsync() {
    if (nextPage == null) {
      throw new IllegalStateException("this is the last page");
    }
    return Futures.start(nextPage).toCompletableFuture();
  }

  /**
   * The place right after this page, for {@link ByteStore#yieldKeysAsync(String, String)} in this
   * or another process: printable ASCII, to be treated as opaque. It encodes a key without hiding
   * it, and stays good when keys come and go.
   */
  public String position() {
    return position;
  }

  /**
   * Calls {@code consumer} with each key of this page and of all pages after it, in order. The next
   * page is asked for when the consumer has taken every key of the page before it, so a slow
   * consumer holds the listing back, and the walk keeps one page at a time.
   *
   * <p>The consumer is called on the store's executor, never on the calling thread. It may block.
   * One thread at a time calls it, so it may fill a collection that is not thread-safe.
   *
   * @return completes when the consumer has taken the last key. If the consumer throws, an {@link
   *     Error} too, or a page cannot be read, the walk ends and the future fails with that very
   *     exception. Cancelling the future cancels the request for the next page, and the consumer is
   *     not called again; a call that has begun is not interrupted. Do not wait for this future on
   *     the executor's only thread: the consumer needs that thread
   */
  public CompletableFuture<Void> forEachAsync(Consumer<? super String> consumer) {
    requireNonNull(consumer, "consumer");
    return KeyWalk.start(CompletableFuture.completedFuture(this), consumer);
  }

  Executor executor() {
    return executor;
  }
}
