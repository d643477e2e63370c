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
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The requests of one call, which are retried if the server was too busy for them. */
final class CallRequests<R> {

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

  private final InFlightWindow window;
  private final RequestLimiter limiter;
  private final Supplier<Duration> requestTimeout;

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
   * The requests to retry, or null if there are none. Once there is one, no further request is sent
   * in this pass. Only changed under the lock of this call.
   */
  private volatile @Nullable List<Repeat> tooBusy;

  CallRequests(
      InFlightWindow window,
      RequestLimiter limiter,
      Supplier<Duration> requestTimeout,
      int count,
      Cancellation cancellation,
      Request<R> request,
      ResultConsumer<? super R> results) {
    this.window = window;
    this.limiter = limiter;
    this.requestTimeout = requestTimeout;
    this.count = count;
    this.cancellation = cancellation;
    this.request = request;
    this.results = results;
  }

  /** Sends all requests, and then returns the stage of {@code then}, if none has failed. */
  <T extends @Nullable Object> CompletionStage<T> start(
      Supplier<? extends CompletionStage<T>> then) {
    return count == 1 && !cancellation.isCancelled() && limiter.tryAcquire()
        ? sendAtOnce(then)
        : pass().thenCompose(done -> goOn(then));
  }

  /**
   * Sends the only request of the call, which already has a place in the window. This costs less
   * than the queue of the limiter and a chain of stages, and most calls have one request.
   */
  @SuppressWarnings({"NullAway", "unchecked"}) // the answer is that of the request, and only read
  private <T extends @Nullable Object> CompletionStage<T> sendAtOnce(
      Supplier<? extends CompletionStage<T>> then) {
    AtOnce<T> outcome = new AtOnce<>(then);
    sent.set(1);
    Futures.start(() -> (CompletionStage<R>) request.send(0, null)).whenComplete(outcome);
    return outcome;
  }

  /** The outcome of a call with one request: a single object, which costs less than several. */
  private final class AtOnce<T extends @Nullable Object> extends CompletableFuture<T>
      implements BiConsumer<R, @Nullable Throwable> {

    private final Supplier<? extends CompletionStage<T>> then;
    private final long sentAt = window.sent();

    AtOnce(Supplier<? extends CompletionStage<T>> then) {
      this.then = then;
    }

    @Override
    public void accept(R answer, @Nullable Throwable failure) {
      try {
        try {
          ended(0, sentAt, answer, failure == null ? null : Futures.unwrap(failure));
        } finally {
          limiter.release();
        }
        Futures.pass(goOn(then), this);
      } catch (Throwable e) { // also an Error: a caller waits for the outcome
        completeExceptionally(e);
      }
    }
  }

  private <T extends @Nullable Object> CompletionStage<T> goOn(
      Supplier<? extends CompletionStage<T>> then) {
    return hasMore()
        ? AsyncLoop.whileTrue(this::nextPass).thenCompose(done -> then.get())
        : then.get();
  }

  private boolean hasMore() {
    return tooBusy != null && !cancellation.isCancelled();
  }

  private CompletionStage<Boolean> nextPass() {
    return pause().thenCompose(paused -> pass()).thenApply(done -> hasMore());
  }

  /** Sends the requests that are not done, until all are done or one must be retried. */
  private CompletableFuture<@Nullable Void> pass() {
    int requests = repeats.size() + count - firstNew;
    long[] sentAt = new long[requests];
    CompletableFuture<@Nullable Void> pass =
        limiter.<R>run(
            requests,
            System.nanoTime(),
            cancellation,
            () -> tooBusy != null || cancellation.isCancelled(),
            place -> send(place, sentAt),
            (place, answer, failure) -> ended(place, sentAt[place], answer, failure));
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

  private @Nullable Repeat earlier(int place) {
    return place < repeats.size() ? repeats.get(place) : null;
  }

  private CompletionStage<? extends R> send(int place, long[] sentAt) {
    sent.incrementAndGet();
    Repeat earlier = earlier(place);
    if (earlier != null) {
      cancellation.retried();
    }
    Duration timeout = earlier == null ? null : requestTimeout.get().minusNanos(earlier.nanos());
    sentAt[place] = window.sent();
    return request.send(requestAt(place), timeout);
  }

  private void ended(int place, long sentAt, R answer, @Nullable Throwable failure) {
    if (failure != null) {
      failed(requestAt(place), earlier(place), sentAt, failure);
      return;
    }
    window.answered(sentAt);
    limiter.progressed();
    results.accept(requestAt(place), answer);
  }

  /**
   * Remembers to retry a request.
   *
   * @throws CompletionException if the request must not be retried
   */
  private void failed(int number, @Nullable Repeat earlier, long sentAt, Throwable failure) {
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
