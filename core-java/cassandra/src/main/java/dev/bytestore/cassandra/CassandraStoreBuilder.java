package dev.bytestore.cassandra;

import static dev.bytestore.internal.Arguments.positive;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.SetupMode;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.internal.store.StoreSetup;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The options that all stores and caches in Cassandra share.
 *
 * @param <B> the type of the builder itself
 * @param <S> the type that it builds
 */
abstract class CassandraStoreBuilder<B extends CassandraStoreBuilder<B, S>, S> {

  private static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private final @Nullable Target target;
  SetupMode setupMode = SetupMode.SYNC;
  @Nullable Integer ttlSeconds;
  int maxRequestsInFlight = 256;
  Executor executor = CompletionExecutor.shared();
  private @Nullable CqlIdentifier keyspace;
  private @Nullable CqlIdentifier table;
  private @Nullable String executionProfile;
  private @Nullable ConsistencyLevel readConsistency;
  private @Nullable ConsistencyLevel writeConsistency;
  private @Nullable Duration requestTimeout;
  private Duration setupTimeout = Duration.ofSeconds(60);

  CassandraStoreBuilder(@Nullable Target target, @Nullable CqlIdentifier defaultTable) {
    this.target = target;
    this.table = defaultTable;
    DriverJars.check();
  }

  /**
   * The session of a store.
   *
   * @param keyspace used if none is set on the builder; null for the session's keyspace
   */
  record Target(CqlSession session, @Nullable String keyspace) {

    static Target of(CqlSession session) {
      return new Target(Objects.requireNonNull(session, "session"), null);
    }

    static Target of(CassandraConnection connection) {
      Objects.requireNonNull(connection, "connection");
      return new Target(connection.session(), connection.keyspace());
    }
  }

  abstract B self();

  abstract S newStore();

  abstract StoreSetup setupOf(S store);

  /**
   * The keyspace of the table. It must exist. As in CQL, the name is folded to lower case unless it
   * is in double quotes. Default: the keyspace of the connection, if the builder uses a connection
   * that has one; otherwise the session's.
   *
   * @throws IllegalArgumentException if the name needs double quotes and has none
   */
  public B keyspace(String keyspace) {
    this.keyspace = BareName.of(keyspace, "keyspace");
    return self();
  }

  /**
   * The table. As in CQL, the name is folded to lower case unless it is in double quotes. Default:
   * {@code langchain_llm_cache} for an LLM cache. A byte store has no default.
   *
   * @throws IllegalArgumentException if the name needs double quotes and has none
   */
  public B table(String table) {
    this.table = BareName.of(table, "table");
    return self();
  }

  /** When the table is created and its columns are checked. Default: {@link SetupMode#SYNC}. */
  public B setupMode(SetupMode setupMode) {
    this.setupMode = Objects.requireNonNull(setupMode, "setupMode");
    return self();
  }

  /**
   * The time-to-live of entries that are written without one of their own, up to 630,720,000
   * seconds (20 years). Zero means that entries never expire. A fraction of a second is rounded up.
   * Default: the table's default; in a table that this class created, entries never expire.
   *
   * @throws IllegalArgumentException if it is negative or longer
   */
  public B ttl(Duration ttl) {
    this.ttlSeconds = Arguments.ttlSeconds(ttl);
    return self();
  }

  /**
   * The maximum number of requests that the store has in flight, over all its calls. Further
   * requests wait for their turn. The store starts with 16 requests in flight, and stays below the
   * maximum while the server's responses are slow. The driver accepts 1,024 requests in flight per
   * connection, from all users of the session. Default: 256.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public B maxRequestsInFlight(int maxRequestsInFlight) {
    this.maxRequestsInFlight = positive(maxRequestsInFlight, "maxRequestsInFlight");
    return self();
  }

  /**
   * The driver's execution profile for all requests. The session's configuration must contain it.
   * Default: the session's default profile.
   */
  public B executionProfile(String executionProfile) {
    this.executionProfile = Objects.requireNonNull(executionProfile, "executionProfile");
    return self();
  }

  /** The consistency level of reads. Default: the execution profile's. */
  public B readConsistency(ConsistencyLevel readConsistency) {
    this.readConsistency = Objects.requireNonNull(readConsistency, "readConsistency");
    return self();
  }

  /** The consistency level of writes and deletes. Default: the execution profile's. */
  public B writeConsistency(ConsistencyLevel writeConsistency) {
    this.writeConsistency = Objects.requireNonNull(writeConsistency, "writeConsistency");
    return self();
  }

  /**
   * The timeout of one request. If the server is too busy for a request, the store retries it; all
   * attempts and the pauses between them share this timeout. The time for which a request waits for
   * its turn does not count, so a call of many requests may take longer. A timeout of more than 100
   * years counts as 100 years. Default: 10 seconds, as in Python; if an execution profile is set,
   * the profile's timeout.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public B requestTimeout(Duration requestTimeout) {
    this.requestTimeout = positive(requestTimeout, "requestTimeout");
    return self();
  }

  /**
   * The timeout of each request of the setup, and of the request that clears a cache. A timeout of
   * more than 100 years counts as 100 years. Default: 60 seconds.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public B setupTimeout(Duration setupTimeout) {
    this.setupTimeout = positive(setupTimeout, "setupTimeout");
    return self();
  }

  /**
   * The executor on which futures complete and the caller's continuations run. The store never
   * shuts it down. If it refuses a task, the default executor runs that task. Default: a pool of
   * daemon threads that all stores of the process share. It adds threads while continuations block
   * its own, up to 256.
   */
  public B executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return self();
  }

  /**
   * Builds the store. With {@link SetupMode#SYNC}, the default, this waits until the setup is done,
   * and throws the exception that the setup failed with; do not call it on a thread of the driver.
   *
   * @throws IllegalStateException if there is no session, no table, no keyspace, or no such
   *     execution profile; with {@link SetupMode#SYNC} also if the table exists with other columns
   */
  public S build() {
    S store = newStore();
    return setupOf(store).build(store);
  }

  /**
   * Builds the store without blocking. The future completes when the setup is done, in the modes
   * {@link SetupMode#SYNC} and {@link SetupMode#ASYNC} alike. It fails with the exception that the
   * setup failed with, such as {@link IllegalStateException} if the table exists with other
   * columns.
   *
   * @throws IllegalStateException if there is no session, no table, no keyspace, or no such
   *     execution profile
   */
  public CompletableFuture<S> buildAsync() {
    S store = newStore();
    return setupOf(store).buildAsync(store, executor);
  }

  CassandraTable newTable(TableSchema schema) {
    Target chosen = target == null ? defaultTarget() : target;
    CqlSession session = chosen.session();
    return new CassandraTable(
        session, checkedKeyspace(chosen), checkedTable(), schema, settings(session), setupMode);
  }

  private static Target defaultTarget() {
    CassandraConnection connection = CassandraConnection.defaultConnection();
    if (connection == null) {
      throw new IllegalStateException(
          "no session: pass a session or a connection to builder(...), or set a default one with"
              + " CassandraConnection.setDefault(CassandraConnection.fromEnvironment().connect())");
    }
    return Target.of(connection);
  }

  private CqlIdentifier checkedKeyspace(Target chosen) {
    if (keyspace != null) {
      return keyspace;
    }
    if (chosen.keyspace() != null) {
      return BareName.of(chosen.keyspace(), "keyspace");
    }
    return chosen
        .session()
        .getKeyspace()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no keyspace: set one with keyspace(...), because the session has none"));
  }

  private CqlIdentifier checkedTable() {
    if (table == null) {
      throw new IllegalStateException("no table: set one with table(...)");
    }
    return table;
  }

  private RequestSettings settings(CqlSession session) {
    if (executionProfile != null
        && !session.getContext().getConfig().getProfiles().containsKey(executionProfile)) {
      throw new IllegalStateException(
          "executionProfile: the session's configuration has no profile '%s'"
              .formatted(executionProfile));
    }
    Duration timeout =
        requestTimeout == null && executionProfile == null
            ? DEFAULT_REQUEST_TIMEOUT
            : requestTimeout;
    return new RequestSettings(
        executionProfile, readConsistency, writeConsistency, timeout, setupTimeout);
  }
}
