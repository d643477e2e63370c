package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.internal.Futures;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A session on Cassandra or Astra DB, and the keyspace that goes with it: what {@code cassio.init}
 * sets up in Python. Made by a {@link Builder}, from the same arguments or the same environment
 * variables.
 *
 * <p>Safe for use by many threads. Prints no secrets.
 */
public final class CassandraConnection implements AutoCloseable {

  private static final AtomicReference<@Nullable CassandraConnection> DEFAULT =
      new AtomicReference<>();

  private final CqlSession session;
  private final @Nullable String keyspace;
  private final boolean isOurs;
  private final Executor executor;
  private final AtomicBoolean closed = new AtomicBoolean();

  private CassandraConnection(OpenedSession opened, Executor executor) {
    this.session = opened.session();
    this.keyspace = opened.keyspace();
    this.isOurs = opened.isOurs();
    this.executor = executor;
  }

  /** Options without any of what to connect to. */
  public static Builder builder() {
    return new Builder(new ConnectionSettings());
  }

  /**
   * Options with all of what to connect to, from the environment variables that Python's {@code
   * cassio.init(auto=True)} reads:
   *
   * <ol>
   *   <li>{@code CASSANDRA_CONTACT_POINTS}, with {@code CASSANDRA_USERNAME}, {@code
   *       CASSANDRA_PASSWORD} and {@code CASSANDRA_KEYSPACE}; where the first is not defined
   *   <li>{@code ASTRA_DB_APPLICATION_TOKEN} or {@code ASTRA_DB_INIT_STRING} or both, with {@code
   *       ASTRA_DB_SECURE_BUNDLE_PATH}, {@code ASTRA_DB_KEYSPACE} and {@code ASTRA_DB_ID}, or
   *       {@code ASTRA_DB_DATABASE_ID} where that is not defined.
   * </ol>
   *
   * <p>A variable that is empty counts as defined. As in Python, options that the environment
   * decides cannot be set on the builder: such a call throws {@link IllegalStateException}. Options
   * of the driver can be set: {@code port}, {@code localDatacenter}, {@code configLoader}, {@code
   * sessionCustomizer} and {@code executor}.
   *
   * @throws IllegalArgumentException if the contact points have commas and no host
   */
  public static Builder fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  static Builder fromEnvironment(Map<String, String> environment) {
    return new Builder(new ConnectionSettings(environment));
  }

  /**
   * Sets what {@code CassandraByteStore.builder()} and {@code CassandraLlmCache.builder()} use, for
   * the whole process and at once. The connection it replaces is not closed, as there may be stores
   * on it; those that are built already stay where they are.
   *
   * @param connection null for none
   * @return the connection that was the default until now, null if there was none
   * @throws IllegalStateException if {@code connection} is closed
   */
  public static @Nullable CassandraConnection setDefault(@Nullable CassandraConnection connection) {
    CassandraConnection previous = DEFAULT.getAndSet(connection);
    if (connection != null && connection.closed.get()) {
      DEFAULT.compareAndSet(connection, null);
      throw new IllegalStateException("a connection that is closed cannot be the default");
    }
    return previous;
  }

  /** The connection of {@link #setDefault}, null if there is none. */
  public static @Nullable CassandraConnection defaultConnection() {
    return DEFAULT.get();
  }

  /** The session. It is bound to a keyspace only where the driver's configuration says so. */
  public CqlSession session() {
    return session;
  }

  /**
   * The keyspace that was named, else the one in the init string, else the one in the bundle; null
   * if there is none. Stores take it where they are given no other.
   */
  public @Nullable String keyspace() {
    return keyspace;
  }

  /**
   * Closes the session if this connection made it, not one that was handed in, and waits until that
   * is done. It is the default no longer, if it was. Closing again does nothing.
   */
  @Override
  public void close() {
    Futures.await(closeAsync());
  }

  /** As {@link #close()}, in a future of the caller's own. */
  public CompletableFuture<Void> closeAsync() {
    closed.set(true);
    DEFAULT.compareAndSet(this, null);
    return Futures.call(
        executor,
        cancellation -> isOurs ? session.closeAsync() : CompletableFuture.completedFuture(null));
  }

  @Override
  public String toString() {
    return "CassandraConnection[session=%s, keyspace=%s]".formatted(session.getName(), keyspace);
  }

  /**
   * What to connect to, and how. Contact points, or a token with one of the ways to a bundle, or an
   * init string, or a session have to be set; as in Python, of several the session wins, then the
   * way to Astra DB. Not safe for use by several threads at once.
   */
  public static final class Builder extends ConnectionOptions<Builder> {

    private Builder(ConnectionSettings settings) {
      super(settings);
      DriverJars.check();
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Connects, and waits for it. Throws what {@link #connectAsync()} throws or fails with; not for
     * the driver's own threads.
     */
    public CassandraConnection connect() {
      return Futures.await(connectAsync());
    }

    /**
     * Connects. Cancelling the future stops that, and a session that was made by then is closed.
     *
     * <p>The future fails with one of these exceptions, and never with a checked one:
     *
     * <ul>
     *   <li>{@link IllegalArgumentException} if the bundle is damaged, is no bundle, or its path
     *       does not name a regular file of at most 1 MiB. The message shows nothing of the
     *       content.
     *   <li>{@link java.io.UncheckedIOException} if a bundle cannot be read or downloaded, Astra's
     *       metadata service cannot be reached, or no host is known
     *   <li>{@link IllegalStateException} if Astra refuses the token, or the contact points are in
     *       several datacenters
     *   <li>the driver's own exceptions, unchanged
     * </ul>
     *
     * @throws IllegalStateException if what is set is not enough to connect
     * @throws IllegalArgumentException if what is set cannot be used
     */
    public CompletableFuture<CassandraConnection> connectAsync() {
      ConnectionPlan plan = plan();
      CompletableFuture<CompletableFuture<CassandraConnection>> self = new CompletableFuture<>();
      CompletableFuture<CassandraConnection> own =
          Futures.call(
              executor,
              cancellation -> {
                CompletionStage<CassandraConnection> opening =
                    new ConnectionOpener(this, cancellation)
                        .open(plan)
                        .thenApply(opened -> new CassandraConnection(opened, executor));
                // Not a dependent of the call itself: with one, the thread that waits for the call
                // cannot take the outcome, and it may be the only thread of the executor.
                CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
                var unused = end.whenComplete((done, failure) -> closeUnlessTaken(self, opening));
                cancellation.cancels(end);
                return opening;
              });
      self.complete(own);
      return own;
    }

    /**
     * Closes a connection that nobody got, such as one that is made after the call was cancelled.
     */
    private static void closeUnlessTaken(
        CompletableFuture<CompletableFuture<CassandraConnection>> self,
        CompletionStage<CassandraConnection> opening) {
      var unused =
          self.thenAccept(
              call -> {
                if (call.isCompletedExceptionally()) {
                  opening.thenCompose(CassandraConnection::closeAsync);
                }
              });
    }

    /** What is decided by now. */
    ConnectionPlan plan() {
      return ConnectionPlan.of(settings);
    }
  }
}
