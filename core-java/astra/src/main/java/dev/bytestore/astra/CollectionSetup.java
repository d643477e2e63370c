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

/** Creates a collection, or checks whether the store can use the one that exists. */
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

  /** The fields that a store asks the server to index. */
  enum Indexing {
    /** Only ids, as in Python's byte store. Any other policy except "all fields" is refused. */
    ID_ONLY(
        """
        {"createCollection":{"name":?,"options":{"indexing":{"allow":["_id"]}}}}""",
        Map.of("allow", List.of("_id"))),
    /** All fields, as in Python's cache. Any other policy works too: the cache queries only ids. */
    ALL(
        """
        {"createCollection":{"name":?}}""",
        null);

    private final String create;

    @SuppressWarnings("ImmutableEnumChecker") // Map.of returns an immutable map.
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
    // Runs once: a setup that is repeated must not delete documents that were written meanwhile.
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
                // If two clients create it at the same time, the server fails one of them. Errors
                // that are worth retrying were already retried until the deadline.
                if (mayTryAgain
                    && !RetryPolicy.isWorthRetrying(refusal)
                    && refusal.errors().stream().anyMatch(e -> e.family().equals("SERVER"))) {
                  return create(false);
                }
              }
              return CompletableFuture.failedFuture(failure);
            });
  }

  /** Compares the options of the existing collection, and fails unless it can be used anyway. */
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
        // Shortened, because a policy may name any number of fields.
        String policy = ErrorTexts.printable(JsonWriter.write(found));
        throw unusable("with the indexing policy " + policy, refusal);
      }
      LOG.warn(
          "the collection {}.{} indexes all fields, so the server refuses a field of more than"
              + " 8,000 bytes, which in a byte store is a value of more than about 6,000 bytes; to"
              + " store documents of up to 4,000,000 characters, use a collection that indexes only"
              + " _id, as this setup creates it",
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
        ("the collection %s.%s exists %s: use another collection, or delete this one if you do not"
                + " need its documents; to use it as it is, set setupMode OFF")
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
