package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.DriverTimeoutException;
import dev.bytestore.internal.AsyncLoop;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.InFlightWindow;
import dev.bytestore.internal.RequestLimiter;
import dev.bytestore.internal.RequestLimiter.ResultConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of a store: each in its turn, within a window that follows what the server can
 * take, and again when the server was too busy for it.
 *
 * <p>When a request has to be sent again, its call starts no further requests, waits for those in
 * flight, and pauses. It then sends the failed requests before any new ones. Retries therefore wait
 * for places in the window, which is narrow by then, and do not add to the load of a busy server.
 *
 * <p>All attempts of a request and the pauses between them take no longer than the request timeout.
 * The time for which a request waits for its turn does not count, neither before the first attempt
 * nor later.
 */
final class RequestSender {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** What takes the place of an answer until there is one. */
  private static final Object SEND_AGAIN = new Object();

  private final InFlightWindow window;
  private final RequestLimiter limiter;
  private final Supplier<Duration> requestTimeout;

  RequestSender(int maxRequestsInFlight, Supplier<Duration> requestTimeout) {
    this.window = InFlightWindow.adaptive(maxRequestsInFlight);
    this.limiter = new RequestLimiter(window);
    this.requestTimeout = requestTimeout;
  }

  /** Sends one of the requests of a call. */
  @FunctionalInterface
  interface Request<R> {

    /**
     * Sends it once.
     *
     * @param timeout for this attempt; null for the first, which may take all of the request
     *     timeout
     */
    CompletionStage<? extends R> send(int request, @Nullable Duration timeout);
  }

  /** Sends the only request of a call. */
  @FunctionalInterface
  interface OnlyRequest<R> {

    /**
     * Sends it once.
     *
     * @param timeout as {@link Request#send} has it
     */
    CompletionStage<? extends R> send(@Nullable Duration timeout);
  }

  /**
   * Sends one request when its turn comes, and never again. For ranges of a listing, which are as
   * wide as the server can take and get narrower by themselves: a slow response says nothing of how
   * busy the server is, and only a quick one widens the window.
   *
   * @return its result, or null when {@code cancellation} was set before it was sent
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
                  .whenComplete((rows, failure) -> window.listed(sentAt, failure == null));
            },
            (i, result) -> answer.set(result))
        .thenApply(done -> answer.get());
  }

  /**
   * Sends the requests 0 to {@code count - 1}, each when its turn comes. After a failure, or when
   * {@code cancellation} is set, no further one is sent.
   *
   * @return completes when nothing is in flight any more; fails as {@link RequestLimiter#run} does
   */
  <R> CompletionStage<@Nullable Void> run(
      int count, Cancellation cancellation, Request<R> request, ResultConsumer<? super R> results) {
    return new Call<>(count, cancellation, request, results).start();
  }

  /**
   * Sends one request when its turn comes.
   *
   * @return its result, or null when {@code cancellation} was set before there was one
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

  /**
   * A request that the server was too busy for.
   *
   * @param attempts how many there were
   * @param nanos how long the attempts and the pauses took
   * @param failure of the latest attempt
   */
  private record Repeat(int request, int attempts, long nanos, Throwable failure) {

    Repeat after(long pause) {
      return new Repeat(request, attempts, nanos + pause, failure);
    }
  }

  /** The requests of one call. */
  private final class Call<R> {

    private final int count;
    private final Cancellation cancellation;
    private final Request<R> request;
    private final ResultConsumer<? super R> results;

    // These change only while the call has nothing in flight.
    private List<Repeat> repeats = List.of();
    private int firstNew;

    /** How many of the repeats, and then of the new requests, were sent in this pass. */
    private final AtomicInteger sent = new AtomicInteger();

    /**
     * What has to be sent again, null for nothing: once there is something, nothing more is sent in
     * this pass. Added to under the lock of this call.
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

    /** Sends what is not done, until it is, or something has to be sent again. */
    @SuppressWarnings("unchecked") // what is not SEND_AGAIN came from the request
    private CompletableFuture<@Nullable Void> pass() {
      return limiter.<Object>run(
          repeats.size() + count - firstNew,
          () -> tooBusy != null || cancellation.isCancelled(),
          this::send,
          (place, answer) -> {
            if (answer != SEND_AGAIN) {
              results.accept(requestAt(place), (R) answer);
            }
          });
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
      // A request that throws has failed too, and the window has to hear of it.
      return Futures.start(() -> request.send(number, timeout))
          .handle(
              (answer, failure) -> {
                if (failure == null) {
                  window.answered(sentAt);
                  return answer;
                }
                return failed(number, earlier, sentAt, Futures.unwrap(failure));
              });
    }

    private Object failed(int number, @Nullable Repeat earlier, long sentAt, Throwable failure) {
      boolean outOfTime = failure instanceof DriverTimeoutException;
      if (!outOfTime && !Busyness.isShownBy(failure)) {
        window.failed(sentAt);
        throw new CompletionException(failure);
      }
      if (outOfTime && earlier != null) {
        window.failed(sentAt); // the last attempt had little time, which says nothing of the server
      } else {
        window.tooBusy(sentAt);
      }
      if (outOfTime) {
        // What the server said tells more than that the rest of the time was too short.
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
     * Completes when the next pass is to start.
     *
     * @throws CompletionException if there is no time left for a request
     */
    private synchronized CompletionStage<?> pause() {
      List<Repeat> failed = Objects.requireNonNull(tooBusy);
      long pause = jitteredPause(failed);
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
      // When the server goes on like this, the call fails after one request timeout, as the same
      // few requests use theirs up.
      next.sort(Comparator.comparingLong(Repeat::nanos).reversed());
      firstNew += sent.get() - sentAgain;
      repeats = next;
      sent.set(0);
      tooBusy = null;
      return CompletableFuture.supplyAsync(() -> true, Futures.later(pause));
    }
  }

  /** Longer with each attempt, and between half of it and all: others failed at the same time. */
  private static long jitteredPause(List<Repeat> failed) {
    int attempts = failed.stream().mapToInt(Repeat::attempts).max().orElse(1);
    long longest =
        Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(attempts - 1, 20));
    return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
  }
}
