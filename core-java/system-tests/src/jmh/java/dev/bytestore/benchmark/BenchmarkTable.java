package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.TestCassandra;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A table with entries, created once per JVM. All ways of doing something are measured on the same
 * table, so they can take turns without a setup each time.
 *
 * <p>One key in a hundred starts with {@link #PREFIX}.
 */
final class BenchmarkTable {

  static final String PREFIX = "07/";

  /** The system property that names a keyspace to use, which then belongs to another process. */
  static final String KEYSPACE = "benchmark.keyspace";

  private static final TypeCodec<List<String>> TEXTS = TypeCodecs.listOf(TypeCodecs.TEXT);

  private static final Map<String, BenchmarkTable> TABLES = new ConcurrentHashMap<>();

  final CqlSession session = Shared.SESSION;
  final CassandraByteStore store;
  final BlockingByteStore blocking;
  final Map<String, byte[]> entries;
  final List<String> keys;
  private final String name;
  private final Map<String, PreparedStatement> statements = new ConcurrentHashMap<>();

  private BenchmarkTable(String name, int count, int valueBytes) {
    this.name = Shared.KEYSPACE + "." + name;
    store = CassandraByteStore.builder(session).keyspace(Shared.KEYSPACE).table(name).build();
    blocking = store.blocking();
    entries = entries(count, valueBytes);
    keys = List.copyOf(entries.keySet());
    blocking.mset(entries);
  }

  /** The table for {@code use}, with {@code count} values of {@code valueBytes} random bytes. */
  static BenchmarkTable of(String use, int count, int valueBytes) {
    return TABLES.computeIfAbsent(
        "%s_%d_%d".formatted(use, count, valueBytes),
        name -> new BenchmarkTable(name, count, valueBytes));
  }

  /** Prepares {@code cql}, with {@code %s} for the table's name, once. */
  PreparedStatement prepare(String cql) {
    return statements.computeIfAbsent(cql, text -> session.prepare(text.formatted(name)));
  }

  static Map<String, byte[]> entries(int count, int valueBytes) {
    Random random = new Random(1);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[valueBytes];
      random.nextBytes(value);
      entries.put("%02d/document-%d.txt".formatted(i % 100, i), value);
    }
    return entries;
  }

  /**
   * Uses one codec for all calls, because looking one up takes longer than everything else here.
   */
  static BoundStatement bind(PreparedStatement statement, List<String> keys) {
    return statement.boundStatementBuilder().set(0, keys, TEXTS).build();
  }

  /** Fails the benchmark if it did not read or write as much as expected. */
  static int checked(int expected, int actual) {
    if (expected != actual) {
      throw new IllegalStateException("expected %d, got %d".formatted(expected, actual));
    }
    return actual;
  }

  String name() {
    return name;
  }

  static String keyspace() {
    return Shared.KEYSPACE;
  }

  /** Created on first use, which also starts a server. */
  private static final class Shared {

    static final CqlSession SESSION = BenchmarkSession.open();

    static final String KEYSPACE =
        Optional.ofNullable(System.getProperty(BenchmarkTable.KEYSPACE))
            .orElseGet(TestCassandra::newKeyspace);
  }
}
