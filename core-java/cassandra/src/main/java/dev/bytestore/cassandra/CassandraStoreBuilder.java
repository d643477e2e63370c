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
   * The keyspace of the table. It must exist. As in CQL, the name is converted to lower case unless
   * it is in double quotes. Default: the keyspace of the connection, if the builder uses a
   * connection that has one; otherwise the keyspace of the session.
   *
   * @throws IllegalArgumentException if the name needs double quotes and has none
   */
  public B keyspace(String keyspace) {
    this.keyspace = BareName.of(keyspace, "keyspace");
    return self();
  }

  /**
   * The table. As in CQL, the name is converted to lower case unless it is in double quotes.
   * Default: {@code langchain_llm_cache} for an LLM cache. A byte store has no default.
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
   * The default time-to-live of entries, for calls that do not pass one. At most 630,720,000
   * seconds (20 years); a fraction of a second is rounded up. Zero means that entries do not
   * expire. Entries that exist already keep their time-to-live. Default: that of the table; in a
   * table that the setup created, entries do not expire.
   *
   * @throws IllegalArgumentException if {@code ttl} is negative or longer than 20 years
   */
  public B ttl(Duration ttl) {
    this.ttlSeconds = Arguments.ttlSeconds(ttl);
    return self();
  }

  /**
   * The maximum number of requests that the store has in flight, for all its calls together.
   * Further requests wait for their turn. The store starts with 16 requests in flight, and stays
   * below the maximum while the server's responses are slow. The driver accepts 1,024 requests in
   * flight per connection to a node, from all users of the session. Default: 256.
   *
   * @throws IllegalArgumentException if {@code maxRequestsInFlight} is zero or negative
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

  /** The consistency level of reads. Default: that of the execution profile. */
  public B readConsistency(ConsistencyLevel readConsistency) {
    this.readConsistency = Objects.requireNonNull(readConsistency, "readConsistency");
    return self();
  }

  /** The consistency level of writes and deletions. Default: that of the execution profile. */
  public B writeConsistency(ConsistencyLevel writeConsistency) {
    this.writeConsistency = Objects.requireNonNull(writeConsistency, "writeConsistency");
    return self();
  }

  /**
   * The maximum time for one request: all attempts and the pauses between them. If the server is
   * too busy for a request, the store retries it. A call with many requests may take longer.
   *
   * <p>The time for which a request waits for its turn does not count. But if no request of the
   * store succeeds for this long, each call that waits for its turn fails with the driver's {@code
   * RequestThrottlingException}. A call that fails with this exception itself has written nothing.
   *
   * <p>A timeout of more than 100 years counts as 100 years. Default: 10 seconds, as in Python; if
   * an execution profile is set, the timeout of that profile.
   *
   * @throws IllegalArgumentException if {@code requestTimeout} is zero or negative
   */
  public B requestTimeout(Duration requestTimeout) {
    this.requestTimeout = positive(requestTimeout, "requestTimeout");
    return self();
  }

  /**
   * The timeout of each request of the setup, and of the request that clears an LLM cache. Also the
   * time that the setup waits for a new table to appear, if the server creates it asynchronously. A
   * timeout of more than 100 years counts as 100 years. Default: 60 seconds.
   *
   * @throws IllegalArgumentException if {@code setupTimeout} is zero or negative
   */
  public B setupTimeout(Duration setupTimeout) {
    this.setupTimeout = positive(setupTimeout, "setupTimeout");
    return self();
  }

  /**
   * The executor on which futures complete, and with them your continuations. The store never shuts
   * it down. If it rejects a task, the default executor runs that task. Default: a pool of daemon
   * threads that all stores of the process share. It grows to up to 256 threads while continuations
   * block; then further tasks wait.
   */
  public B executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return self();
  }

  /**
   * Builds the store. With {@link SetupMode#SYNC}, the default, this waits until the setup is done,
   * and throws the exception with which the setup failed, such as one of the driver. Do not call it
   * on a thread of the driver; use {@link #buildAsync()} there.
   *
   * @throws IllegalStateException if there is no session, no table, no keyspace, or no such
   *     execution profile; with {@link SetupMode#SYNC} also if the table exists with other columns
   * @throws java.util.concurrent.CancellationException if the thread is interrupted while it waits
   */
  public S build() {
    S store = newStore();
    return setupOf(store).build(store);
  }

  /**
   * Builds the store without blocking. With {@link SetupMode#SYNC} and {@link SetupMode#ASYNC} the
   * future completes when the setup is done, on the executor of the builder. It fails with the
   * exception with which the setup failed, such as an {@link IllegalStateException} if the table
   * exists with other columns. Cancelling it does not stop the setup.
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
