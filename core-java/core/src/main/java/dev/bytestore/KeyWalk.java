package dev.bytestore;

import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Hands the keys of a listing to a consumer, page by page, without a thread that waits. */
final class KeyWalk {

  private final Consumer<? super String> consumer;
  private final Cancellation cancellation;

  /** The page that is handed over, or awaited; the one before it is not kept. */
  private CompletableFuture<KeyPage> page;

  private KeyWalk(
      CompletableFuture<KeyPage> firstPage,
      Consumer<? super String> consumer,
      Cancellation cancellation) {
    this.page = firstPage;
    this.consumer = consumer;
    this.cancellation = cancellation;
  }

  /** Starts at {@code firstPage}, which is cancelled with the walk. */
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

  /** Whether another page follows. */
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
