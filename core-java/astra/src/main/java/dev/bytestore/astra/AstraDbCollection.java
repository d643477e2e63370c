package dev.bytestore.astra;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.OutcomeConsumer;
import dev.bytestore.internal.RequestLimiter;
import dev.bytestore.internal.ResponseExecutor;
import dev.bytestore.internal.ResultConsumer;
import dev.bytestore.internal.WaitLimit;
import dev.bytestore.internal.store.StoreSetup;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One collection of one keyspace. Commands wait for its setup, and for a turn while the maximum
 * number of requests is in flight.
 */
final class AstraDbCollection {

  private final AstraDbConnection connection;
  private final String name;
  private final URI uri;
  private final TimeLimit limit;
  private final TimeLimit setupLimit;
  private final int maxRequestsInFlight;
  private final RequestLimiter limiter;
  private final StoreSetup setup;

  AstraDbCollection(
      AstraDbConnection connection,
      String name,
      int maxRequestsInFlight,
      TimeLimit limit,
      TimeLimit setupLimit,
      StoreSetup setup) {
    this.connection = connection;
    this.name = name;
    this.uri = connection.collectionUri(name);
    this.limit = limit;
    this.setupLimit = setupLimit;
    this.maxRequestsInFlight = maxRequestsInFlight;
    this.limiter =
        new RequestLimiter(maxRequestsInFlight, new WaitLimit(limit::nanos, this::noTurn));
    this.setup = setup;
  }

  Executor executor() {
    return connection.executor();
  }

  RequestLimiter limiter() {
    return limiter;
  }

  int maxRequestsInFlight() {
    return maxRequestsInFlight;
  }

  /** The collection's name with its keyspace. */
  String qualifiedName() {
    return connection.keyspace() + "." + name;
  }

  /** The failure of a call whose responses contradict each other. */
  DataApiException contradiction(String command, String problem) {
    return DataApiException.notUnderstood(command + " in " + qualifiedName(), 200, problem, null);
  }

  /** The setup, which creates the collection if it does not exist. */
  StoreSetup setup() {
    return setup;
  }

  /**
   * Runs {@code count} turns, as {@link RequestLimiter#run} does. A turn sends one command after
   * the other. The time limit also applies to the wait for the setup, and to the wait for a turn
   * while no request of the store succeeds.
   */
  <R> CompletionStage<@Nullable Void> run(
      int count,
      Cancellation cancellation,
      IntFunction<? extends CompletionStage<? extends R>> turn,
      ResultConsumer<? super R> results) {
    long start = System.nanoTime();
    return setupWithinLimit().thenCompose(ready -> run(start, count, cancellation, turn, results));
  }

  /**
   * Sends one command when its turn comes. The time limit includes the wait for the setup, and the
   * time that the command waited for its turn while no other request of the store succeeded.
   *
   * @return the response, or null if {@code cancellation} was set before the command was sent
   */
  CompletionStage<@Nullable DataApiResponse> runOne(Command command, Cancellation cancellation) {
    long start = System.nanoTime();
    return runOne(
        start,
        cancellation,
        () -> send(command, limit, limiter.withoutProgressSince(start), cancellation));
  }

  /**
   * Like {@link #runOne}, for a command that deletes all documents. It has the time limit of the
   * setup, because the server truncates a table, which takes as long as a change of the schema.
   */
  CompletionStage<@Nullable DataApiResponse> runTruncation(
      Command command, Cancellation cancellation) {
    return runOne(
        System.nanoTime(),
        cancellation,
        () -> send(command, setupLimit, System.nanoTime(), cancellation));
  }

  private CompletionStage<@Nullable DataApiResponse> runOne(
      long start, Cancellation cancellation, Supplier<CompletableFuture<DataApiResponse>> turn) {
    AtomicReference<@Nullable DataApiResponse> answer = new AtomicReference<>();
    return setupWithinLimit()
        .thenCompose(
            ready ->
                this.<DataApiResponse>run(
                    start, 1, cancellation, i -> turn.get(), (i, result) -> answer.set(result)))
        .thenApply(done -> answer.get());
  }

  private <R> CompletionStage<@Nullable Void> run(
      long start,
      int count,
      Cancellation cancellation,
      IntFunction<? extends CompletionStage<? extends R>> turn,
      ResultConsumer<? super R> results) {
    return limiter.<R>run(
        count, start, cancellation, cancellation::isCancelled, turn, OutcomeConsumer.of(results));
  }

  private DataApiException noTurn() {
    String problem =
        ("the call waited for its turn while none of the store's requests in flight succeeded: the"
                + " server hangs or is overloaded; %s(...) is %s")
            .formatted(limit.option(), ErrorTexts.seconds(limit.total()));
    return DataApiException.unanswered(qualifiedName(), problem, new TimeoutException("no turn"));
  }

  /** Waits for the setup within the call's time limit. The setup goes on when that has passed. */
  private CompletableFuture<@Nullable Void> setupWithinLimit() {
    CompletableFuture<@Nullable Void> ready = setup.ensure();
    if (ready.isDone()) {
      return ready;
    }
    CompletableFuture<@Nullable Void> own = new CompletableFuture<>();
    Futures.whenDone(
        ready.orTimeout(limit.nanos(), NANOSECONDS),
        ResponseExecutor.shared(),
        own,
        (done, failure) -> {
          if (failure == null) {
            own.complete(null);
          } else {
            own.completeExceptionally(
                failure instanceof TimeoutException ? setupTakesTooLong(failure) : failure);
          }
        });
    return own;
  }

  private DataApiException setupTakesTooLong(Throwable timeout) {
    String problem =
        "the setup of the collection did not finish within %s, the value of %s(...); it goes on in"
            + " the background, and later calls wait for it";
    return DataApiException.unanswered(
        qualifiedName(),
        problem.formatted(ErrorTexts.seconds(limit.total()), limit.option()),
        timeout);
  }

  /** Sends one command now. Call this only within a turn. */
  CompletableFuture<DataApiResponse> send(Command command, Cancellation cancellation) {
    return send(command, limit, System.nanoTime(), cancellation);
  }

  private CompletableFuture<DataApiResponse> send(
      Command command, TimeLimit limit, long start, Cancellation cancellation) {
    DataApiClient.Request request = new DataApiClient.Request(uri, qualifiedName(), command, limit);
    // Callers get the future that whenComplete returns, so that the next turn sees the progress.
    return connection
        .client()
        .send(request, start, cancellation)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null || isRefusal(Futures.unwrap(failure))) {
                limiter.progressed();
              }
            });
  }

  /** Whether the server works but refuses this command for good, such as for a wrong token. */
  private static boolean isRefusal(Throwable failure) {
    return failure instanceof DataApiException problem
        && problem.httpStatus() != 0
        && !RetryPolicy.isWorthRetrying(problem);
  }
}
