package dev.bytestore.astra;

import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.RequestLimiter;
import dev.bytestore.internal.RequestLimiter.ResultConsumer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One collection of one keyspace: its setup, and commands that wait for it and take turns. */
final class AstraCollection {

  private final AstraDatabase database;
  private final String name;
  private final RequestLimiter limiter;
  private final AsyncOnce<@Nullable Void> setup;

  AstraCollection(
      AstraDatabase database, String name, int maxRequestsInFlight, CollectionSetup setup) {
    this.database = database;
    this.name = name;
    this.limiter = new RequestLimiter(maxRequestsInFlight);
    this.setup = new AsyncOnce<>(setup::run, DataApiException::copyOfFailure);
  }

  Executor executor() {
    return database.executor();
  }

  /** The collection's name with its keyspace. */
  String qualifiedName() {
    return database.keyspace() + "." + name;
  }

  /** What a call fails with when the answers to its commands contradict each other. */
  DataApiException contradiction(String command, String problem) {
    return DataApiException.notUnderstood(command + " in " + qualifiedName(), 200, problem, null);
  }

  /** Completes when the collection is there, on the thread of whoever found that out. */
  CompletableFuture<@Nullable Void> ensureSetup() {
    return setup.get();
  }

  /**
   * Takes {@code count} turns, each to send one command after the other: see {@link
   * RequestLimiter#run}.
   */
  <R> CompletionStage<@Nullable Void> run(
      int count,
      Cancellation cancellation,
      IntFunction<? extends CompletionStage<? extends R>> turn,
      ResultConsumer<? super R> results) {
    return ensureSetup().thenCompose(ready -> limiter.<R>run(count, cancellation, turn, results));
  }

  /**
   * Sends one command when its turn comes.
   *
   * @return the answer, or null when {@code cancellation} was set before it was sent
   */
  CompletionStage<@Nullable DataApiAnswer> runOne(Command command, Cancellation cancellation) {
    return ensureSetup()
        .thenCompose(ready -> limiter.runOne(cancellation, () -> send(command, cancellation)));
  }

  /** Sends one command now: for use within a turn. */
  CompletableFuture<DataApiAnswer> send(Command command, Cancellation cancellation) {
    DataApiClient.Request request =
        new DataApiClient.Request(
            database.collectionUri(name), qualifiedName(), command, database.requestTimeout());
    return database.client().send(request, cancellation);
  }
}
