package dev.bytestore.astra;

import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.json.JsonWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a collection where there is none, and says what is wrong with one that is there. */
final class CollectionSetup {

  private static final Logger LOG = LoggerFactory.getLogger(CollectionSetup.class);

  private static final String DELETE =
      """
      {"deleteCollection":{"name":?}}""";
  private static final String EXPLAIN =
      """
      {"findCollections":{"options":{"explain":true}}}""";

  private final AstraDbConnection connection;
  private final String name;
  private final Indexing indexing;
  private final Duration timeout;
  private final AsyncOnce<@Nullable Void> deletion;

  /** Which fields a store wants to have indexed. */
  enum Indexing {
    /** As Python's byte store makes it. Other policies are another program's. */
    ID_ONLY(
        """
        {"createCollection":{"name":?,"options":{"indexing":{"allow":["_id"]}}}}""",
        Map.of("allow", List.of("_id"))),
    /** As Python's cache makes it. Any other policy serves as well, as only ids are asked for. */
    ALL(
        """
        {"createCollection":{"name":?}}""",
        null);

    private final String create;

    @SuppressWarnings("ImmutableEnumChecker") // made by Map.of
    private final @Nullable Object policy;

    Indexing(String create, @Nullable Object policy) {
      this.create = create;
      this.policy = policy;
    }
  }

  CollectionSetup(
      AstraDbConnection connection,
      String name,
      Indexing indexing,
      boolean preDelete,
      Duration timeout) {
    this.connection = connection;
    this.name = name;
    this.indexing = indexing;
    this.timeout = timeout;
    // Once it is done it stays done: a setup that is tried again must not delete what was written.
    this.deletion =
        new AsyncOnce<>(
            preDelete
                ? () -> send(Command.of(DELETE, name)).thenApply(answer -> null)
                : () -> CompletableFuture.completedFuture(null),
            DataApiException::copyOfFailure);
  }

  CompletionStage<@Nullable Void> run() {
    return deletion.get().thenCompose(deleted -> create(true));
  }

  private CompletionStage<@Nullable Void> create(boolean mayTryAgain) {
    return send(Command.of(indexing.create, name))
        .handle((answer, failure) -> failure == null ? null : Futures.unwrap(failure))
        .thenCompose(
            failure -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(null);
              }
              if (failure instanceof DataApiException refusal) {
                if (refusal.errorCodes().contains("EXISTING_COLLECTION_DIFFERENT_SETTINGS")) {
                  return compare(refusal);
                }
                // Of two that create it at the same time the server fails one.
                if (mayTryAgain
                    && !RetryPolicy.isWorthRetrying(
                        refusal) // such errors were retried until the deadline
                    && refusal.errors().stream().anyMatch(e -> e.family().equals("SERVER"))) {
                  return create(false);
                }
              }
              return CompletableFuture.failedFuture(failure);
            });
  }

  /** Finds out in what an existing collection differs, and whether it can be used all the same. */
  private CompletionStage<@Nullable Void> compare(DataApiException refusal) {
    return send(Command.of(EXPLAIN))
        .thenApply(
            answer -> {
              Map<?, ?> options = options(answer);
              if (options == null) {
                throw unusable("with other options", refusal);
              }
              check(options.get("indexing"), refusal);
              return null;
            });
  }

  private void check(@Nullable Object found, DataApiException refusal) {
    if (Objects.equals(found, indexing.policy)) {
      throw unusable("with other options, though with the same indexing policy", refusal);
    }
    if (indexing == Indexing.ID_ONLY) {
      if (found != null) {
        // A policy may name any number of fields.
        String policy = ErrorTexts.printable(JsonWriter.write(found));
        throw unusable("with the indexing policy " + policy, refusal);
      }
      LOG.warn(
          "the collection {}.{} indexes all fields, so that a field of more than 8,000 bytes is"
              + " refused, a byte store's value of more than some 6,000; one that indexes nothing but"
              + " _id, as this setup creates it, takes 4,000,000 characters",
          connection.keyspace(),
          name);
    }
  }

  private @Nullable Map<?, ?> options(DataApiResponse answer) {
    for (Object collection : DataApiResponse.list(answer.status(), "collections")) {
      if (collection instanceof Map<?, ?> map && name.equals(map.get("name"))) {
        return DataApiResponse.map(map, "options");
      }
    }
    return null;
  }

  private IllegalStateException unusable(String difference, DataApiException cause) {
    return new IllegalStateException(
        ("the collection %s.%s exists %s: use another, or delete it if nothing in it is needed; with"
                + " setupMode OFF it is used as it is")
            .formatted(connection.keyspace(), name, difference),
        cause);
  }

  private CompletionStage<DataApiResponse> send(Command command) {
    DataApiClient.Request request =
        new DataApiClient.Request(
            connection.keyspaceUri(),
            connection.keyspace() + "." + name,
            command,
            TimeLimit.ofSetup(timeout));
    return connection.client().send(request, new Cancellation());
  }
}
