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
 * A connection to Cassandra or Astra DB: a session, and the default keyspace of the stores and
 * caches that use it. It is the counterpart of Python's {@code cassio.init}: its {@link Builder}
 * takes the same arguments or reads the same environment variables.
 *
 * <p>Most applications open one connection at the start and close it at the end. A connection is
 * safe for use by many threads. {@code toString} shows no secrets.
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

  /** Creates a builder without any option set. {@link Builder} says which ones are needed. */
  public static Builder builder() {
    return new Builder(new ConnectionSettings());
  }

  /**
   * Creates a builder that connects to what the environment variables of Python's {@code
   * cassio.init(auto=True)} name:
   *
   * <ol>
   *   <li>Cassandra, if {@code CASSANDRA_CONTACT_POINTS} is set. {@code CASSANDRA_USERNAME}, {@code
   *       CASSANDRA_PASSWORD} and {@code CASSANDRA_KEYSPACE} are read too.
   *   <li>Otherwise Astra DB, if {@code ASTRA_DB_APPLICATION_TOKEN} or {@code ASTRA_DB_INIT_STRING}
   *       is set. {@code ASTRA_DB_SECURE_BUNDLE_PATH}, {@code ASTRA_DB_KEYSPACE} and {@code
   *       ASTRA_DB_ID} are read too, or {@code ASTRA_DB_DATABASE_ID} if {@code ASTRA_DB_ID} is not
   *       set.
   *   <li>Otherwise {@link Builder#connect} throws {@link IllegalStateException}.
   * </ol>
   *
   * <p>An empty variable counts as set. As in Python, options that the environment decides cannot
   * be set on the builder: such a call throws {@link IllegalStateException}. These options can be
   * set: {@code port}, {@code localDatacenter}, {@code configLoader}, {@code sessionCustomizer} and
   * {@code executor}.
   *
   * @throws IllegalArgumentException if {@code CASSANDRA_CONTACT_POINTS} is not empty but contains
   *     no host, or {@code ASTRA_DB_SECURE_BUNDLE_PATH} is not a valid path
   */
  public static Builder fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  static Builder fromEnvironment(Map<String, String> environment) {
    return new Builder(new ConnectionSettings(environment));
  }

  /**
   * Sets the default connection of the process, which {@code CassandraByteStore.builder()} and
   * {@code CassandraLlmCache.builder()} use. Stores that exist already keep their connection.
   * Therefore the previous default is not closed; close it when no store uses it any more.
   *
   * @param connection the new default; null for none
   * @return the previous default, or null if there was none
   * @throws IllegalStateException if {@code connection} is closed. The process then has no default
   *     connection.
   */
  public static @Nullable CassandraConnection setDefault(@Nullable CassandraConnection connection) {
    CassandraConnection previous = DEFAULT.getAndSet(connection);
    if (connection != null && connection.closed.get()) {
      DEFAULT.compareAndSet(connection, null);
      throw new IllegalStateException(
          "connection: it is closed and cannot be the default; open a new one");
    }
    return previous;
  }

  /** Returns the default connection of the process, or null if there is none. */
  public static @Nullable CassandraConnection defaultConnection() {
    return DEFAULT.get();
  }

  /**
   * Returns the session. It has a keyspace of its own only if the driver's configuration, the
   * session customizer or the caller set one; stores do not need it.
   */
  public CqlSession session() {
    return session;
  }

  /**
   * Returns the keyspace that stores on this connection use by default. It is the one that was set
   * on the builder or in the environment, else the one in the init string, else the one in the
   * secure connect bundle; null if there is none.
   */
  public @Nullable String keyspace() {
    return keyspace;
  }

  /**
   * Closes the session if this connection opened it, and waits until it is closed. A session that
   * was passed to the builder stays open. If this connection is the default of the process, the
   * process has no default afterwards. Closing again does nothing. Do not call this on a thread of
   * the driver.
   */
  @Override
  public void close() {
    Futures.await(closeAsync());
  }

  /**
   * Does what {@link #close()} does, without blocking. Each call returns a new future, which
   * completes on the connection's executor.
   */
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
   * The options of a {@link CassandraConnection}. One of these must be set:
   *
   * <ul>
   *   <li>contact points
   *   <li>for Astra DB, a token together with a secure connect bundle or a database id
   *   <li>for Astra DB, an init string; if it contains no token, a token too
   *   <li>a session
   * </ul>
   *
   * <p>If several are set, the session takes precedence, then Astra DB, as in Python. Not safe for
   * use by several threads at once.
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
     * Connects, and waits until the connection is open. Throws the exceptions that {@link
     * #connectAsync()} throws, and those that its future fails with. An interrupt cancels it. Do
     * not call this on a thread of the driver.
     */
    public CassandraConnection connect() {
      return Futures.await(connectAsync());
    }

    /**
     * Connects. The future completes on the connection's executor. Cancelling it stops connecting,
     * and closes a session that this call has opened by then.
     *
     * <p>The future fails with one of these exceptions, and never with a checked one:
     *
     * <ul>
     *   <li>{@link IllegalArgumentException} if the secure connect bundle is not valid, or its path
     *       does not name a regular file that is not empty and has at most 1 MiB. The message shows
     *       nothing of the content.
     *   <li>{@link java.io.UncheckedIOException} if the bundle cannot be read or downloaded, if
     *       Astra's metadata service cannot be reached, if no address is found for any contact
     *       point, or if these lookups take more than 60 seconds
     *   <li>{@link IllegalStateException} if Astra refuses the token or the database id, or if the
     *       contact points are in several datacenters
     *   <li>the driver's exceptions, unchanged
     * </ul>
     *
     * @throws IllegalStateException if an option is missing
     * @throws IllegalArgumentException if the value of an option is not valid
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
                // Depends on the cancellation, not on the call's future. If that future had a
                // dependent, a thread that waits for it could not take the outcome, and that thread
                // may be the executor's only one.
                CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
                var unused = end.whenComplete((done, failure) -> closeUnlessTaken(self, opening));
                cancellation.cancels(end);
                return opening;
              });
      self.complete(own);
      return own;
    }

    /**
     * Closes a connection that no caller received, such as one that opened after the call was
     * cancelled.
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

    /** Decides what to connect to, by the options that are set so far. */
    ConnectionPlan plan() {
      return ConnectionPlan.of(settings);
    }
  }
}
