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
 * caches that use it. You do not need it if your application has a {@link CqlSession} already. It
 * is the counterpart of Python's {@code cassio.init}: its {@link Builder} takes the same arguments
 * or reads the same environment variables.
 *
 * <pre>{@code
 * try (CassandraConnection connection =
 *     CassandraConnection.builder().contactPoints("127.0.0.1").keyspace("app").connect()) {
 *   ByteStore store = CassandraByteStore.builder(connection).table("pages").build();
 *   ...
 * }
 * }</pre>
 *
 * <p>Most applications open one connection at the start and close it at the end. Any number of
 * threads may use it. {@code toString} shows no secrets.
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

  /** Creates a builder without any option set. {@link Builder} says which options are required. */
  public static Builder builder() {
    return new Builder(new ConnectionSettings());
  }

  /**
   * Creates a builder with the settings of the environment variables that Python's {@code
   * cassio.init(auto=True)} reads. It connects
   *
   * <ol>
   *   <li>to Cassandra, if {@code CASSANDRA_CONTACT_POINTS} is set. {@code CASSANDRA_USERNAME},
   *       {@code CASSANDRA_PASSWORD} and {@code CASSANDRA_KEYSPACE} are read too.
   *   <li>otherwise to Astra DB, if {@code ASTRA_DB_APPLICATION_TOKEN} or {@code
   *       ASTRA_DB_INIT_STRING} is set. {@code ASTRA_DB_SECURE_BUNDLE_PATH}, {@code
   *       ASTRA_DB_KEYSPACE} and {@code ASTRA_DB_ID} are read too, or {@code ASTRA_DB_DATABASE_ID}
   *       if {@code ASTRA_DB_ID} is not set.
   * </ol>
   *
   * <p>If none of these is set, {@link Builder#connect} throws an {@link IllegalStateException}. An
   * empty variable counts as set.
   *
   * <p>As in Python, the options that say what to connect to cannot be set on this builder: setting
   * one throws an {@link IllegalStateException}. Only {@code port}, {@code localDatacenter}, {@code
   * configLoader}, {@code sessionCustomizer} and {@code executor} can be set.
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
   * Sets the default connection of the process, which {@link CassandraByteStore#builder()} and
   * {@link CassandraLlmCache#builder()} use. Stores that exist already keep their connection. So
   * the previous default is not closed; close it when no store uses it any more.
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
   * Returns the session. The keyspace of this connection is not set on the session, and stores do
   * not need that. The session has a keyspace only if the driver's configuration, the session
   * customizer or the caller set one.
   */
  public CqlSession session() {
    return session;
  }

  /**
   * Returns the keyspace that stores on this connection use by default. It is the first of these
   * that exists: the keyspace that was set on the builder or in the environment, the one in the
   * init string, the one in the secure connect bundle. Null if none of them has one.
   */
  public @Nullable String keyspace() {
    return keyspace;
  }

  /**
   * Closes the session if this connection opened it, and waits until it is closed. A session that
   * was passed to the builder stays open. If this connection is the default of the process, the
   * process has no default afterwards. Closing a connection again does nothing. Do not call this on
   * a thread of the driver: it would wait for itself.
   */
  @Override
  public void close() {
    Futures.await(closeAsync());
  }

  /**
   * Closes the connection as {@link #close()} does, without blocking. Each call returns a new
   * future, which completes on the connection's executor.
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
   * Builds a {@link CassandraConnection}. One of these must be set:
   *
   * <ul>
   *   <li>{@link Builder#contactPoints(String) contactPoints}
   *   <li>for Astra DB, a {@link Builder#token(String) token} together with a {@link
   *       Builder#secureConnectBundle(java.nio.file.Path) secureConnectBundle} or a {@link
   *       Builder#databaseId(String) databaseId}
   *   <li>for Astra DB, an {@link Builder#initString(String) initString}; if it contains no token,
   *       a token too
   *   <li>a {@link Builder#session(CqlSession) session}
   * </ul>
   *
   * <p>If several are set, a session takes precedence over Astra DB, and Astra DB over contact
   * points, as in Python. Only one thread at a time may use a builder.
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
     * #connectAsync()} throws, and those that its future fails with. If the thread is interrupted,
     * connecting stops and a {@link java.util.concurrent.CancellationException} is thrown. Do not
     * call this on a thread of the driver.
     */
    public CassandraConnection connect() {
      return Futures.await(connectAsync());
    }

    /**
     * Connects. The future completes on the connection's executor. Cancelling it stops connecting;
     * a session that this call has already opened is closed.
     *
     * <p>The future fails with one of these exceptions, and never with a checked one:
     *
     * <ul>
     *   <li>{@link IllegalArgumentException} if the secure connect bundle is not valid, or if its
     *       path does not name a regular file of 1 byte to 1 MiB. The message shows nothing of the
     *       content.
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
