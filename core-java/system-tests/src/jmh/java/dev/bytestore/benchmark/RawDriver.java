package dev.bytestore.benchmark;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A handwritten loop over the raw driver, which does only what is necessary. */
final class RawDriver {

  private RawDriver() {}

  /** Sends {@code count} requests, {@code inFlight} at the same time, and waits for all. */
  static void sendAll(int count, int inFlight, IntFunction<? extends CompletionStage<?>> send) {
    AtomicInteger next = new AtomicInteger(Math.min(inFlight, count));
    AtomicInteger open = new AtomicInteger(count);
    CompletableFuture<Void> done = new CompletableFuture<>();
    for (int first = 0; first < Math.min(inFlight, count); first++) {
      send(first, count, next, open, send, done);
    }
    done.join();
  }

  private static void send(
      int request,
      int count,
      AtomicInteger next,
      AtomicInteger open,
      IntFunction<? extends CompletionStage<?>> send,
      CompletableFuture<Void> done) {
    send.apply(request)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              } else if (open.decrementAndGet() == 0) {
                done.complete(null);
              }
              int following = next.getAndIncrement();
              if (following < count) {
                send(following, count, next, open, send, done);
              }
            });
  }
}
