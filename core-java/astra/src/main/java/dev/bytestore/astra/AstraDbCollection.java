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

/** One collection of one keyspace: its setup, and commands that wait for it and take turns. */
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

  /** Makes sure that the collection is there. */
  StoreSetup setup() {
    return setup;
  }

  /**
   * Takes {@code count} turns, each to send one command after the other: see {@link
   * RequestLimiter#run}. The time limit also ends the wait for the setup and for the first turn.
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
   * Sends one command when its turn comes. Its time limit includes the wait for the setup, and the
   * time that it waited for its turn while no other request of the store succeeded.
   *
   * @return the answer, or null when {@code cancellation} was set before it was sent
   */
  CompletionStage<@Nullable DataApiResponse> runOne(Command command, Cancellation cancellation) {
    QueueTimeout queue = newQueueTimeout();
    return runOne(queue, cancellation, () -> send(command, limit, queue.since(), cancellation));
  }

  /**
   * As {@link #runOne}, for a command that deletes all documents. It has the time limit of the
   * setup: the server truncates a table then, which takes as long as other changes of the schema.
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

  /** When one call has waited long enough, the setup goes on for the others. */
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
        "the setup of the collection did not finish within %s, which is %s(...); it goes on in the"
            + " background, and later calls wait for it";
    return DataApiException.unanswered(
        qualifiedName(),
        problem.formatted(ErrorTexts.seconds(limit.total()), limit.option()),
        timeout);
  }

  /** Sends one command now: for use within a turn. */
  CompletableFuture<DataApiResponse> send(Command command, Cancellation cancellation) {
    return send(command, limit, System.nanoTime(), cancellation);
  }

  private CompletableFuture<DataApiResponse> send(
      Command command, TimeLimit limit, long start, Cancellation cancellation) {
    DataApiClient.Request request = new DataApiClient.Request(uri, qualifiedName(), command, limit);
    // Not beside the result: the next turn must see it.
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

  /** Whether the server works, and refused this command for good, such as for a wrong token. */
  private static boolean isRefusal(Throwable failure) {
    return failure instanceof DataApiException problem
        && problem.httpStatus() != 0
        && !RetryPolicy.isWorthRetrying(problem);
  }
}
