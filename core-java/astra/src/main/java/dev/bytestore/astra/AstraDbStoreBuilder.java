package dev.bytestore.astra;

import static dev.bytestore.internal.Arguments.positive;

import dev.bytestore.SetupMode;
import dev.bytestore.astra.CollectionSetup.Indexing;
import dev.bytestore.internal.store.StoreSetup;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The options that the byte store and the LLM cache have in common.
 *
 * @param <B> the type of the builder
 * @param <S> the type that it builds
 */
abstract class AstraDbStoreBuilder<B extends AstraDbStoreBuilder<B, S>, S> {

  private final AstraDbConnection connection;
  private @Nullable String collection;
  private SetupMode setupMode = SetupMode.SYNC;
  private boolean preDeleteCollection;
  private int maxRequestsInFlight = 20;
  private Duration callTimeout;
  private Duration setupTimeout = Duration.ofSeconds(60);

  AstraDbStoreBuilder(
      AstraDbConnection connection,
      @Nullable String defaultCollection,
      Duration defaultCallTimeout) {
    this.connection = Objects.requireNonNull(connection, "connection");
    this.collection = defaultCollection;
    this.callTimeout = defaultCallTimeout;
  }

  abstract B self();

  abstract S newStore();

  abstract StoreSetup setupOf(S store);

  /**
   * The name of the collection, which is case-sensitive. Default: {@code langchain_astradb_cache}
   * for an LLM cache, none for a byte store.
   *
   * @throws IllegalArgumentException if {@code collection} is not 1 to 48 ASCII letters, digits and
   *     underscores
   */
  public B collection(String collection) {
    this.collection = AstraDbConnection.checkedName(collection, "collection");
    return self();
  }

  /**
   * When {@code build()} creates the collection, or checks the options of one that exists. Default:
   * {@link SetupMode#SYNC}.
   */
  public B setupMode(SetupMode setupMode) {
    this.setupMode = Objects.requireNonNull(setupMode, "setupMode");
    return self();
  }

  /**
   * Whether the setup first deletes the collection, <b>with all its documents</b>. A store deletes
   * it only once: if a later step of the setup fails, a repeated setup does not delete it again.
   * With {@link SetupMode#OFF} nothing is deleted. Default: false.
   */
  public B preDeleteCollection(boolean preDeleteCollection) {
    this.preDeleteCollection = preDeleteCollection;
    return self();
  }

  /**
   * The maximum number of requests that the store has in flight, for all its calls together.
   * Further requests wait for their turn. A request that pauses before a retry counts as in flight.
   * Default: 20, as in Python.
   *
   * @throws IllegalArgumentException if {@code maxRequestsInFlight} is not positive
   */
  public B maxRequestsInFlight(int maxRequestsInFlight) {
    this.maxRequestsInFlight = positive(maxRequestsInFlight, "maxRequestsInFlight");
    return self();
  }

  /**
   * The maximum time for one request: all attempts and the pauses between them. Default: 30 seconds
   * for a byte store, 10 seconds for an LLM cache. {@link AstraDbConnection.Builder#requestTimeout}
   * limits one attempt. A call with many requests may take longer, as long as each request succeeds
   * in time. It fails when one of its requests fails.
   *
   * <p>The same timeout limits two waits:
   *
   * <ul>
   *   <li>the wait for a setup that runs in the background ({@link SetupMode#ASYNC}). If the call
   *       fails for this reason, the setup goes on, and later calls can use its result;
   *   <li>the wait for the call's turn, when {@code maxRequestsInFlight} requests are in flight.
   *       While other requests of the store succeed, the call goes on waiting. A call that fails
   *       before its first turn has written nothing.
   * </ul>
   *
   * <p>If a call has a single request, the timeout covers both waits and the request together. If a
   * request was tried more than once, the message of the failure says how often and for how long. A
   * timeout of more than 100 years counts as 100 years.
   *
   * @throws IllegalArgumentException if {@code callTimeout} is zero or negative
   */
  public B callTimeout(Duration callTimeout) {
    this.callTimeout = positive(callTimeout, "callTimeout");
    return self();
  }

  /**
   * The maximum time for one request of the setup: all attempts and the pauses between them.
   * Creating a collection takes some seconds. The timeout also applies to each request with which
   * an LLM cache is cleared. Default: 60 seconds. A timeout of more than 100 years counts as 100
   * years.
   *
   * @throws IllegalArgumentException if {@code setupTimeout} is zero or negative
   */
  public B setupTimeout(Duration setupTimeout) {
    this.setupTimeout = positive(setupTimeout, "setupTimeout");
    return self();
  }

  /**
   * Builds the store. With {@link SetupMode#SYNC} this blocks until the setup is done, and throws
   * the exception with which the setup failed. On a thread that must not block, such as one of an
   * HTTP client, use {@link #buildAsync()}. With {@link SetupMode#ASYNC} and {@link SetupMode#OFF}
   * this does not block.
   *
   * @throws IllegalStateException if no collection was named, or if the collection exists with an
   *     indexing policy or other options that the store cannot use
   * @throws DataApiException if the setup failed for another reason
   * @throws java.util.concurrent.CancellationException if the thread is interrupted while it waits
   */
  public S build() {
    S store = newStore();
    return setupOf(store).build(store);
  }

  /**
   * Builds the store without blocking. With {@link SetupMode#SYNC} and {@link SetupMode#ASYNC} the
   * future completes when the setup is done, and fails with the exception that {@link #build()}
   * would throw. With {@link SetupMode#OFF} there is no setup to wait for. Cancelling the future
   * does not stop the setup.
   *
   * @return the store; the future completes on the connection's executor
   * @throws IllegalStateException if no collection was named
   */
  public CompletableFuture<S> buildAsync() {
    S store = newStore();
    return setupOf(store).buildAsync(store, connection.executor());
  }

  AstraDbCollection newCollection(Indexing indexing) {
    if (collection == null) {
      throw new IllegalStateException("no collection was named: set one with collection(...)");
    }
    CollectionSetup setup =
        new CollectionSetup(connection, collection, indexing, preDeleteCollection, setupTimeout);
    TimeLimit limit = TimeLimit.ofCall(callTimeout, connection.requestTimeout());
    return new AstraDbCollection(
        connection,
        collection,
        maxRequestsInFlight,
        limit,
        TimeLimit.ofSetup(setupTimeout),
        new StoreSetup(setupMode, setup::run, DataApiException::copyOfFailure));
  }
}
