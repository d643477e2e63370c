package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import dev.bytestore.SetupMode;
import dev.bytestore.cassandra.ReplicaChunks.Chunk;
import dev.bytestore.cassandra.ReplicaChunks.Limits;
import dev.bytestore.cassandra.TableAgreement.NodeSchema;
import dev.bytestore.cassandra.TableSchema.Column;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Failures;
import dev.bytestore.internal.store.StoreSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One table: its setup, and its statements, which are prepared after the setup. */
final class CassandraTable {

  private static final String COLUMNS =
      "SELECT column_name, type, kind FROM system_schema.columns"
          + " WHERE keyspace_name = ? AND table_name = ?";

  private static final String ID =
      "SELECT id FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?";

  private static final String VERSION = "SELECT schema_version FROM system.local";

  private static final Duration AGREEMENT_TIMEOUT = Duration.ofSeconds(5);

  private final CqlSession session;
  private final CqlIdentifier keyspace;
  private final CqlIdentifier table;
  private final TableSchema schema;
  private final RequestSettings settings;
  private final StoreSetup setup;

  /** Cached, because creating one reads the driver's whole configuration. */
  private volatile @Nullable DriverExecutionProfile batchProfile;

  CassandraTable(
      CqlSession session,
      CqlIdentifier keyspace,
      CqlIdentifier table,
      TableSchema schema,
      RequestSettings settings,
      SetupMode setupMode) {
    this.session = session;
    this.keyspace = keyspace;
    this.table = table;
    this.schema = schema;
    this.settings = settings;
    this.setup = new StoreSetup(setupMode, this::createAndCheck, CassandraTable::copyOfFailure);
  }

  /** Sends a request that was made from a statement of this table. */
  CompletionStage<AsyncResultSet> execute(Statement<?> request) {
    return session.executeAsync(request);
  }

  /**
   * Sends a request for one row, and reads further pages as long as pages are empty.
   *
   * @param timeout of each page; null for the request's own
   * @return the row, or null if there is none
   */
  CompletionStage<@Nullable Row> executeForOne(
      Statement<?> request, @Nullable Duration timeout, Cancellation cancellation) {
    AtomicReference<@Nullable Row> found = new AtomicReference<>();
    return Pages.read(
            this::execute,
            within(timeout, request),
            page -> {
              found.set(page.one());
              return found.get() == null && !cancellation.isCancelled();
            })
        .thenApply(done -> found.get());
  }

  /**
   * Sends one attempt of a request.
   *
   * @param timeout of this attempt; null for the request's own
   */
  CompletionStage<AsyncResultSet> execute(Statement<?> request, @Nullable Duration timeout) {
    return execute(within(timeout, request));
  }

  private Statement<?> within(@Nullable Duration timeout, Statement<?> request) {
    return timeout == null
        ? request
        : settings.within(timeout, request, session.getContext().getConfig());
  }

  /** The timeout that all attempts of a request share. */
  Duration requestTimeout() {
    return settings.requestTimeout(session.getContext().getConfig());
  }

  /** One request that writes all {@code rows}. If it fails, any of them may be written. */
  BatchStatement batch(List<BatchableStatement<?>> rows) {
    DriverExecutionProfile profile = batchProfile;
    if (profile == null) {
      profile = settings.batchProfile(session.getContext().getConfig());
      batchProfile = profile;
    }
    return settings.batch(profile, rows);
  }

  /** Deletes all rows, after the setup. */
  CompletionStage<@Nullable Void> truncate() {
    return setup
        .ensure()
        .thenCompose(
            ready -> session.executeAsync(settings.ddl("TRUNCATE TABLE %s".formatted(name()))))
        .thenApply(rows -> null);
  }

  /** Groups {@code items} into chunks, one for each request. */
  <T> List<Chunk<T>> chunks(Collection<T> items, Limits<T> limits) {
    return ReplicaChunks.of(session.getMetadata(), keyspace, items, limits);
  }

  /** How the nodes of the cluster share the token ring, as far as the driver knows. */
  Ring ring() {
    return Ring.of(session.getMetadata(), keyspace);
  }

  /** The setup, which creates the table if it is missing and checks its columns. */
  StoreSetup setup() {
    return setup;
  }

  /** A read with {@code %s} for the table's name, prepared on first use. */
  AsyncOnce<PreparedStatement> read(String cql, int pageSize) {
    return prepared(settings.read(cql.formatted(name()), pageSize));
  }

  /** A write with {@code %s} for the table's name, prepared on first use. */
  AsyncOnce<PreparedStatement> write(String cql) {
    return prepared(settings.write(cql.formatted(name())));
  }

  private AsyncOnce<PreparedStatement> prepared(SimpleStatement text) {
    return new AsyncOnce<>(
        () -> setup.ensure().thenCompose(ready -> session.prepareAsync(text)),
        CassandraTable::copyOfFailure);
  }

  private static Throwable copyOfFailure(Throwable failure) {
    return Failures.copyOf(
        failure, shared -> shared instanceof DriverException e ? e.copy() : shared);
  }

  private CompletionStage<@Nullable Void> createAndCheck() {
    return columns()
        .thenCompose(found -> found.isEmpty() ? create() : agreement(found))
        .thenApply(
            found -> {
              schema.check(name(), found);
              return null;
            });
  }

  /** Creates the table and returns its columns. Another client may have created it first. */
  private CompletionStage<List<Column>> create() {
    return session
        .executeAsync(settings.ddl(schema.create().formatted(name())))
        .thenCompose(
            created -> NewTable.awaitColumns(name(), this::columns, settings.setupTimeout()))
        .thenCompose(this::agreement);
  }

  /** Returns {@code columns} once all nodes agree on the table. */
  private CompletionStage<List<Column>> agreement(List<Column> columns) {
    return TableAgreement.await(name(), session, this::schemaOf, settings.setupTimeout())
        .thenApply(agreed -> columns);
  }

  private CompletionStage<NodeSchema> schemaOf(Node node) {
    SimpleStatement id =
        settings
            .read(ID, 1)
            .setPositionalValues(List.of(keyspace.asInternal(), table.asInternal()));
    return uuid(id, node)
        .thenCombine(
            uuid(settings.read(VERSION, 1), node),
            (found, version) -> new NodeSchema(found.orElse(null), version.orElse(null)));
  }

  private CompletionStage<Optional<UUID>> uuid(SimpleStatement query, Node node) {
    return executeForOne(
            query.setTimeout(AGREEMENT_TIMEOUT).setNode(node), null, new Cancellation())
        .thenApply(row -> Optional.ofNullable(row).map(found -> found.getUuid(0)));
  }

  private CompletionStage<List<Column>> columns() {
    SimpleStatement query =
        settings
            .read(COLUMNS, 1_000)
            .setTimeout(settings.setupTimeout())
            .setPositionalValues(List.of(keyspace.asInternal(), table.asInternal()));
    List<Column> columns = new ArrayList<>();
    return Pages.read(session::executeAsync, query, page -> addColumns(page, columns))
        .thenApply(done -> columns);
  }

  private static boolean addColumns(AsyncResultSet page, List<Column> columns) {
    for (Row row : page.currentPage()) {
      columns.add(new Column(text(row, 0), text(row, 1), text(row, 2)));
    }
    return true;
  }

  private static String text(Row row, int column) {
    return Objects.requireNonNull(row.getString(column));
  }

  /** The table's name in CQL, with its keyspace, because the session may have another one. */
  String name() {
    return keyspace.asCql(true) + "." + table.asCql(true);
  }
}
