package dev.bytestore.astra;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.RequestLimiter;
import dev.bytestore.internal.RequestLimiter.ResultConsumer;
import dev.bytestore.internal.ResponseExecutor;
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

  /** When a request last succeeded, by {@link System#nanoTime}. */
  private volatile long lastSuccess = System.nanoTime();

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
    this.limiter = new RequestLimiter(maxRequestsInFlight);
    this.setup = setup;
  }

  Executor executor() {
    return connection.executor();
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
   * the other. The time limit also applies to the wait for the setup and for the first turn.
   */
  <R> CompletionStage<@Nullable Void> run(
      int count,
      Cancellation cancellation,
      IntFunction<? extends CompletionStage<? extends R>> turn,
      ResultConsumer<? super R> results) {
    QueueTimeout queue = newQueueTimeout();
    return setupWithinLimit().thenCompose(ready -> run(queue, count, cancellation, turn, results));
  }

  /**
   * Sends one command when its turn comes. The time limit includes the wait for the setup, and the
   * time that the command waited for its turn while no other request of the store succeeded.
   *
   * @return the response, or null if {@code cancellation} was set before the command was sent
   */
  CompletionStage<@Nullable DataApiResponse> runOne(Command command, Cancellation cancellation) {
    QueueTimeout queue = newQueueTimeout();
    return runOne(queue, cancellation, () -> send(command, limit, queue.since(), cancellation));
  }

  /**
   * Like {@link #runOne}, for a command that deletes all documents. It has the time limit of the
   * setup, because the server truncates a table, which takes as long as a change of the schema.
   */
  CompletionStage<@Nullable DataApiResponse> runTruncation(
      Command command, Cancellation cancellation) {
    return runOne(
        newQueueTimeout(),
        cancellation,
        () -> send(command, setupLimit, System.nanoTime(), cancellation));
  }

  private CompletionStage<@Nullable DataApiResponse> runOne(
      QueueTimeout queue,
      Cancellation cancellation,
      Supplier<CompletableFuture<DataApiResponse>> turn) {
    AtomicReference<@Nullable DataApiResponse> answer = new AtomicReference<>();
    return setupWithinLimit()
        .thenCompose(
            ready ->
                this.<DataApiResponse>run(
                    queue, 1, cancellation, i -> turn.get(), (i, result) -> answer.set(result)))
        .thenApply(done -> answer.get());
  }

  private <R> CompletionStage<@Nullable Void> run(
      QueueTimeout queue,
      int count,
      Cancellation cancellation,
      IntFunction<? extends CompletionStage<? extends R>> turn,
      ResultConsumer<? super R> results) {
    return queue.bound(
        limiter.<R>run(
            count,
            cancellation,
            i -> {
              queue.end();
              return turn.apply(i);
            },
            results));
  }

  private QueueTimeout newQueueTimeout() {
    return new QueueTimeout(qualifiedName(), limit, () -> lastSuccess);
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
    // Callers get the future that whenComplete returns, so that the next turn sees lastSuccess.
    return connection
        .client()
        .send(request, start, cancellation)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null || isRefusal(Futures.unwrap(failure))) {
                lastSuccess = System.nanoTime();
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
