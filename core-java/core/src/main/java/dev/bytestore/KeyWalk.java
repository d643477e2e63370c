package dev.bytestore;

import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Passes the keys of a listing to a consumer, page by page, without blocking a thread. */
final class KeyWalk {

  private final Consumer<? super String> consumer;
  private final Cancellation cancellation;

  /** The current page, or the next one while it is read. Earlier pages are not kept. */
  private CompletableFuture<KeyPage> page;

  private KeyWalk(
      CompletableFuture<KeyPage> firstPage,
      Consumer<? super String> consumer,
      Cancellation cancellation) {
    this.page = firstPage;
    this.consumer = consumer;
    this.cancellation = cancellation;
  }

  /** Starts at {@code firstPage}. If the returned future is cancelled, that page is too. */
  static CompletableFuture<Void> start(
      CompletableFuture<KeyPage> firstPage, Consumer<? super String> consumer) {
    return Futures.call(
        Runnable::run,
        cancellation -> {
          KeyWalk walk = new KeyWalk(firstPage, consumer, cancellation);
          return AsyncLoop.whileTrue(walk::handOverPage);
        });
  }

  private CompletionStage<Boolean> handOverPage() {
    cancellation.cancels(page);
    return page.thenCompose(
        arrived ->
            Futures.call(
                arrived.executor(),
                unused -> CompletableFuture.completedFuture(arrived),
                this::handOver));
  }

  /** Passes the keys of a page to the consumer. Returns whether another page follows. */
  private boolean handOver(KeyPage arrived) {
    for (String key : arrived.keys()) {
      if (cancellation.isCancelled()) {
        return false;
      }
      consumer.accept(key);
    }
    if (cancellation.isCancelled() || !arrived.hasNextPage()) {
      return false;
    }
    page = arrived.nextPageAsync();
    return true;
  }
}
