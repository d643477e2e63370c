package dev.bytestore.cassandra;

import dev.bytestore.cassandra.CallRequests.Request;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.InFlightWindow;
import dev.bytestore.internal.RequestLimiter;
import dev.bytestore.internal.ResultConsumer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of a store. Each request waits for its turn, within a window that adapts to
 * the server, and is retried if the server was too busy for it.
 *
 * <p>If a request must be retried, its call starts no further requests, waits for those in flight,
 * and pauses. It then sends the failed requests before any new ones. Retries therefore wait for a
 * place in the window, which is narrow by then, and do not add to the load of a busy server.
 *
 * <p>All attempts of a request and the pauses between them share the request timeout. The time for
 * which a request waits for its turn does not count, neither before the first attempt nor later.
 * While no request of the store succeeds, a call waits no longer than the request timeout.
 */
final class RequestSender {

  private final InFlightWindow window;
  private final RequestLimiter limiter;
  private final Supplier<Duration> requestTimeout;

  /**
   * @param table the table's name, for messages
   * @param requestTimeout zero for none
   */
  RequestSender(String table, int maxRequestsInFlight, Supplier<Duration> requestTimeout) {
    this.window = InFlightWindow.adaptive(maxRequestsInFlight);
    this.requestTimeout = requestTimeout;
    this.limiter = new RequestLimiter(window, TurnTimeout.of(table, requestTimeout));
  }

  RequestLimiter limiter() {
    return limiter;
  }

  /** Sends the only request of a call. */
  @FunctionalInterface
  interface OnlyRequest<R> {

    /** Sends the request once. See {@link Request#send} for the timeout. */
    CompletionStage<? extends R> send(@Nullable Duration timeout);
  }

  /**
   * Sends one request when its turn comes, and does not retry it. This is for the ranges of a
   * listing, which are as wide as the server can take and are split if they take too long. A slow
   * response therefore does not mean that the server is busy, so only quick responses change the
   * window.
   *
   * @return its result, or null if {@code cancellation} was set before it was sent
   */
  <R> CompletionStage<@Nullable R> runOnce(
      Cancellation cancellation, Supplier<? extends CompletionStage<R>> request) {
    AtomicReference<@Nullable R> answer = new AtomicReference<>();
    return limiter
        .<R>run(
            1,
            cancellation,
            i -> {
              long sentAt = window.sent();
              return Futures.start(request)
                  .whenComplete((rows, failure) -> listed(sentAt, failure));
            },
            (i, result) -> answer.set(result))
        .thenApply(done -> answer.get());
  }

  private void listed(long sentAt, @Nullable Throwable failure) {
    if (failure == null || !Busyness.isPossibleAfter(Futures.unwrap(failure))) {
      limiter.progressed();
    }
    window.listed(sentAt, failure == null);
  }

  /**
   * Sends the requests 0 to {@code count - 1}, each when its turn comes. After a failure, or once
   * {@code cancellation} is set, no further request is sent.
   *
   * @return completes when no request is in flight any more; fails like {@link RequestLimiter#run}
   */
  <R> CompletionStage<@Nullable Void> run(
      int count, Cancellation cancellation, Request<R> request, ResultConsumer<? super R> results) {
    return run(count, cancellation, request, results, () -> CompletableFuture.completedStage(null));
  }

  /**
   * As the other {@code run}, but goes on with {@code then} when no request is in flight any more
   * and none has failed.
   */
  <R, T extends @Nullable Object> CompletionStage<T> run(
      int count,
      Cancellation cancellation,
      Request<R> request,
      ResultConsumer<? super R> results,
      Supplier<? extends CompletionStage<T>> then) {
    return new CallRequests<>(
            window, limiter, requestTimeout, count, cancellation, request, results)
        .start(then);
  }

  /**
   * Sends one request when its turn comes.
   *
   * @return its result, or null if {@code cancellation} was set before there was a result
   */
  <R> CompletionStage<@Nullable R> runOne(Cancellation cancellation, OnlyRequest<R> request) {
    AtomicReference<@Nullable R> answer = new AtomicReference<>();
    return this.<R, @Nullable R>run(
        1,
        cancellation,
        (i, timeout) -> request.send(timeout),
        (i, result) -> answer.set(result),
        () -> CompletableFuture.completedStage(answer.get()));
  }
}
