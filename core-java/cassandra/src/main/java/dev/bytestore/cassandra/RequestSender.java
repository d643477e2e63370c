package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.InFlightWindow;
import dev.bytestore.internal.RequestLimiter;
import dev.bytestore.internal.ResultConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** Stands for the response of a request that must be retried. */
  private static final Object SEND_AGAIN = new Object();

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

  /** Sends one of the requests of a call. */
  @FunctionalInterface
  interface Request<R> {

    /**
     * Sends the request once.
     *
     * @param timeout of this attempt; null for the first attempt, which has the whole request
     *     timeout
     */
    CompletionStage<? extends R> send(int request, @Nullable Duration timeout);
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
    return new Call<>(count, cancellation, request, results).start();
  }

  /**
   * Sends one request when its turn comes.
   *
   * @return its result, or null if {@code cancellation} was set before there was a result
   */
  <R> CompletionStage<@Nullable R> runOne(Cancellation cancellation, OnlyRequest<R> request) {
    AtomicReference<@Nullable R> answer = new AtomicReference<>();
    return this.<R>run(
            1,
            cancellation,
            (i, timeout) -> request.send(timeout),
            (i, result) -> answer.set(result))
        .thenApply(done -> answer.get());
  }

  /** The requests of one call. */
  private final class Call<R> {

    private final int count;
    private final Cancellation cancellation;
    private final Request<R> request;
    private final ResultConsumer<? super R> results;

    // These change only while no request of the call is in flight.
    private List<Repeat> repeats = List.of();
    private int firstNew;

    /** How many requests were sent in this pass: first the repeats, then new requests. */
    private final AtomicInteger sent = new AtomicInteger();

    /**
     * The requests to retry, or null if there are none. Once there is one, no further request is
     * sent in this pass. Only changed under the lock of this call.
     */
    private volatile @Nullable List<Repeat> tooBusy;

    Call(
        int count,
        Cancellation cancellation,
        Request<R> request,
        ResultConsumer<? super R> results) {
      this.count = count;
      this.cancellation = cancellation;
      this.request = request;
      this.results = results;
    }

    CompletionStage<@Nullable Void> start() {
      return pass().thenCompose(done -> rest());
    }

    private CompletableFuture<@Nullable Void> rest() {
      return hasMore()
          ? AsyncLoop.whileTrue(this::goOn)
          : CompletableFuture.<@Nullable Void>completedFuture(null);
    }

    private boolean hasMore() {
      return tooBusy != null && !cancellation.isCancelled();
    }

    private CompletionStage<Boolean> goOn() {
      return pause().thenCompose(paused -> pass()).thenApply(done -> hasMore());
    }

    /** Sends the requests that are not done, until all are done or one must be retried. */
    @SuppressWarnings("unchecked") // what is not SEND_AGAIN came from the request
    private CompletableFuture<@Nullable Void> pass() {
      CompletableFuture<@Nullable Void> pass =
          limiter.<Object>run(
              repeats.size() + count - firstNew,
              System.nanoTime(),
              cancellation,
              () -> tooBusy != null || cancellation.isCancelled(),
              this::send,
              (place, answer) -> {
                if (answer != SEND_AGAIN) {
                  results.accept(requestAt(place), (R) answer);
                }
              });
      return repeats.isEmpty() ? pass : pass.exceptionallyCompose(this::failedPass);
    }

    /** A call that waits too long for its next attempt fails with the failure of the last one. */
    private CompletableFuture<@Nullable Void> failedPass(Throwable failure) {
      return CompletableFuture.failedFuture(sent.get() == 0 ? repeats.get(0).failure() : failure);
    }

    private int requestAt(int place) {
      return place < repeats.size()
          ? repeats.get(place).request()
          : firstNew + place - repeats.size();
    }

    private CompletionStage<Object> send(int place) {
      sent.incrementAndGet();
      Repeat earlier = place < repeats.size() ? repeats.get(place) : null;
      int number = requestAt(place);
      Duration timeout = earlier == null ? null : requestTimeout.get().minusNanos(earlier.nanos());
      long sentAt = window.sent();
      // A request that throws counts as failed, and the window must be told.
      return Futures.start(() -> request.send(number, timeout))
          .handle(
              (answer, failure) -> {
                if (failure == null) {
                  window.answered(sentAt);
                  limiter.progressed();
                  return answer;
                }
                return failed(number, earlier, sentAt, Futures.unwrap(failure));
              });
    }

    private Object failed(int number, @Nullable Repeat earlier, long sentAt, Throwable failure) {
      boolean outOfTime = failure instanceof DriverTimeoutException;
      if (!Busyness.isPossibleAfter(failure)) {
        window.failed(sentAt);
        limiter.progressed();
        // That of the session's throttler would say that nothing was sent.
        throw new CompletionException(
            earlier != null && failure instanceof RequestThrottlingException
                ? earlier.failure()
                : failure);
      }
      if (outOfTime && earlier != null) {
        window.failed(sentAt); // a short last attempt says nothing about the server
      } else {
        window.tooBusy(sentAt);
      }
      if (outOfTime) {
        // The server's earlier failure says more than that too little time was left.
        throw new CompletionException(earlier == null ? failure : earlier.failure());
      }
      long nanos = window.nanosSince(sentAt);
      repeat(
          earlier == null
              ? new Repeat(number, 1, nanos, failure)
              : new Repeat(number, earlier.attempts() + 1, earlier.nanos() + nanos, failure));
      return SEND_AGAIN;
    }

    private synchronized void repeat(Repeat repeat) {
      List<Repeat> all = tooBusy;
      if (all == null) {
        all = new ArrayList<>();
      }
      all.add(repeat);
      tooBusy = all;
    }

    /**
     * Prepares the next pass. Completes when that should start.
     *
     * @throws CompletionException if a request has no time left
     */
    private synchronized CompletionStage<?> pause() {
      List<Repeat> failed = Objects.requireNonNull(tooBusy);
      long pause = Repeat.jitteredPause(failed);
      long limit = requestTimeout.get().toNanos();
      List<Repeat> next = new ArrayList<>();
      for (Repeat repeat : failed) {
        Repeat after = repeat.after(pause);
        if (after.nanos() >= limit) {
          throw new CompletionException(repeat.failure());
        }
        next.add(after);
      }
      int sentAgain = Math.min(sent.get(), repeats.size());
      next.addAll(repeats.subList(sentAgain, repeats.size()));
      // The requests with the least time left go first. If the server stays busy, the same few
      // requests use up their timeout, and the call fails after about one request timeout.
      next.sort(Comparator.comparingLong(Repeat::nanos).reversed());
      firstNew += sent.get() - sentAgain;
      repeats = next;
      sent.set(0);
      tooBusy = null;
      return CompletableFuture.supplyAsync(() -> true, Futures.later(pause));
    }
  }
}
