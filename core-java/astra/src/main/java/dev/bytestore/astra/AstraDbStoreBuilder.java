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
 * The options that all stores over the Data API have in common, and how a store is built.
 *
 * @param <B> the builder itself
 * @param <S> what it builds
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
   * The collection; its name is case-sensitive. Default: {@code langchain_astradb_cache} for an LLM
   * cache, none for a byte store.
   *
   * @throws IllegalArgumentException if it is not 1 to 48 ASCII letters, digits and underscores
   */
  public B collection(String collection) {
    this.collection = AstraDbConnection.checkedName(collection, "collection");
    return self();
  }

  /** When the collection is created and checked. Default: {@link SetupMode#SYNC}. */
  public B setupMode(SetupMode setupMode) {
    this.setupMode = Objects.requireNonNull(setupMode, "setupMode");
    return self();
  }

  /**
   * Whether setup begins with the deletion of the collection, <b>with all that is in it</b>. It is
   * deleted once: not again when a later part of the setup fails and is tried again, and not at all
   * with {@link SetupMode#OFF}. Default: false.
   */
  public B preDeleteCollection(boolean preDeleteCollection) {
    this.preDeleteCollection = preDeleteCollection;
    return self();
  }

  /**
   * How many requests the store has in flight at most, all its calls together; the others wait for
   * their turn. A request that waits to be sent again counts. Default: 20, as in Python.
   */
  public B maxRequestsInFlight(int maxRequestsInFlight) {
    this.maxRequestsInFlight = positive(maxRequestsInFlight, "maxRequestsInFlight");
    return self();
  }

  /**
   * The longest that one request may take, from its first attempt over all retries and the pauses
   * between them. Default: 30 seconds for a byte store, 10 seconds for an LLM cache.
   *
   * <p>A call fails when one of its requests fails. A call of many requests that makes progress may
   * therefore take longer. The timeout also limits how long a call waits for a setup that runs in
   * the background ({@link SetupMode#ASYNC}), which goes on for later calls, and then for its turn
   * while no request of the store succeeds. A call with a single request includes that request in
   * the same time. If a request was tried more than once, the message of the failure says how often
   * and for how long. A timeout of more than 100 years counts as 100 years.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public B callTimeout(Duration callTimeout) {
    this.callTimeout = positive(callTimeout, "callTimeout");
    return self();
  }

  /**
   * The longest that one request of the setup may take, all retries included, and also the request
   * that clears an LLM cache; creating a collection takes some seconds. A timeout of more than 100
   * years counts as 100 years. Default: 60 seconds.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public B setupTimeout(Duration setupTimeout) {
    this.setupTimeout = positive(setupTimeout, "setupTimeout");
    return self();
  }

  /**
   * The store. With {@link SetupMode#SYNC} this waits until setup is done and throws its failure,
   * so it is not for the threads of an HTTP client.
   *
   * @throws IllegalStateException if there is no collection, or if it exists with an indexing
   *     policy or other options that are not this store's
   * @throws DataApiException if setup failed in another way
   */
  public S build() {
    S store = newStore();
    return setupOf(store).build(store);
  }

  /**
   * The store, when its setup is done, whether the mode is {@link SetupMode#SYNC} or {@link
   * SetupMode#ASYNC}.
   *
   * @throws IllegalStateException if there is no collection
   */
  public CompletableFuture<S> buildAsync() {
    S store = newStore();
    return setupOf(store).buildAsync(store, connection.executor());
  }

  AstraDbCollection newCollection(Indexing indexing) {
    if (collection == null) {
      throw new IllegalStateException("no collection: name one with collection(...)");
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
