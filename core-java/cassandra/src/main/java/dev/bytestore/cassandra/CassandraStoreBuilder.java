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
 * The options that all stores in Cassandra have in common, and how a store is built.
 *
 * @param <B> the builder itself
 * @param <S> what it builds
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
   * What a store is for.
   *
   * @param keyspace the keyspace where the builder is given none; null for the session's
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
   * The keyspace of the table, which must exist. A name is taken as CQL takes it bare: folded to
   * lower case, unless it comes in double quotes. Default: that of the connection, where the
   * builder was made for one or for the default connection; else the session's.
   *
   * @throws IllegalArgumentException if the name would need quotes
   */
  public B keyspace(String keyspace) {
    this.keyspace = BareName.of(keyspace, "keyspace");
    return self();
  }

  /**
   * The table. A name is taken as CQL takes it bare: folded to lower case, unless it comes in
   * double quotes. Default: {@code langchain_llm_cache} for an LLM cache, none for a byte store.
   *
   * @throws IllegalArgumentException if the name would need quotes
   */
  public B table(String table) {
    this.table = BareName.of(table, "table");
    return self();
  }

  /** When the table is created and checked. Default: {@link SetupMode#SYNC}. */
  public B setupMode(SetupMode setupMode) {
    this.setupMode = Objects.requireNonNull(setupMode, "setupMode");
    return self();
  }

  /**
   * How long entries live unless their write says otherwise, from zero, which means for ever, to
   * 630,720,000 seconds; a fraction of a second counts as a whole one. Default: what the table
   * itself says, which is for ever in a table made by this class.
   */
  public B ttl(Duration ttl) {
    this.ttlSeconds = Arguments.ttlSeconds(ttl);
    return self();
  }

  /**
   * How many requests the store has in flight at most, all its calls together; the others wait for
   * their turn. The store starts with 16, and stays below this limit while the server's responses
   * are slow. The driver accepts 1,024 requests in flight a connection, from all users of the
   * session. Default: 256.
   */
  public B maxRequestsInFlight(int maxRequestsInFlight) {
    this.maxRequestsInFlight = positive(maxRequestsInFlight, "maxRequestsInFlight");
    return self();
  }

  /** The driver's execution profile for all requests. Default: the session's default profile. */
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
   * How long one request may take. When the server is too busy for a request, the store sends it
   * again; all its attempts and the pauses between them share this time. The time for which a
   * request waits for its turn does not count, so a call of many requests may take longer. A
   * timeout of more than 100 years counts as 100 years. Default: 10 seconds, as in Python; where an
   * execution profile is named, the profile's.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public B requestTimeout(Duration requestTimeout) {
    this.requestTimeout = positive(requestTimeout, "requestTimeout");
    return self();
  }

  /**
   * How long the driver waits for each request of the setup. A timeout of more than 100 years
   * counts as 100 years. Default: 60 seconds.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public B setupTimeout(Duration setupTimeout) {
    this.setupTimeout = positive(setupTimeout, "setupTimeout");
    return self();
  }

  /**
   * Where futures complete, and with them the caller's continuations; never shut down by the store.
   * When it refuses a task, the default takes its place for that task. Default: a pool of daemon
   * threads that all stores of the process share. It adds threads while continuations hold its own,
   * up to 256.
   */
  public B executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return self();
  }

  /**
   * The store. With {@link SetupMode#SYNC} this waits until setup is done and throws its failure,
   * so it is not for the driver's own threads.
   *
   * @throws IllegalStateException if there is no session, no table, no keyspace, or no such
   *     execution profile, or if the table exists with other columns
   */
  public S build() {
    S store = newStore();
    return setupOf(store).build(store);
  }

  /**
   * The store, when its setup is done, whether the mode is {@link SetupMode#SYNC} or {@link
   * SetupMode#ASYNC}.
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
          "no session: give builder(...) one, or set one for the whole process with"
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
                    "no keyspace: the session has none, so name one with keyspace(...)"));
  }

  private CqlIdentifier checkedTable() {
    if (table == null) {
      throw new IllegalStateException("no table: name one with table(...)");
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
