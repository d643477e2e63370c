package dev.bytestore.testing.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The proxy enforces its rules, and stores and caches work behind it. */
class RuleProxyIT {

  private static final CqlSession ADMINISTRATOR = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();

  /** A test with a session behind the proxy. */
  @FunctionalInterface
  private interface SessionTest {
    void run(CqlSession session);
  }

  private static void with(ServerRules rules, SessionTest test) {
    CassandraServer node = TestCassandra.server();
    try (RuleProxy proxy = RuleProxy.start(node.contactPoints().get(0), rules);
        CqlSession session =
            TestCassandra.connect(
                    new CassandraServer(
                        rules.description(),
                        List.of(proxy.address()),
                        node.localDatacenter(),
                        node.credentials(),
                        true))
                .build()) {
      test.run(session);
    }
  }

  private static String numbers(String table) {
    String name = KEYSPACE + "." + table;
    ADMINISTRATOR.execute("CREATE TABLE %s (k int PRIMARY KEY, v int)".formatted(name));
    IntStream.range(0, 25)
        .forEach(
            k -> ADMINISTRATOR.execute("INSERT INTO %s (k, v) VALUES (%d, 0)".formatted(name, k)));
    return name;
  }

  @Test
  void pagesAreShortOrEmptyButLeaveNothingOut() {
    String table = numbers("short");
    with(
        new FewRowsPerPage(),
        session -> {
          assertThat(session.getContext().getProtocolVersion()).isEqualTo(ProtocolVersion.V4);
          PreparedStatement prepared = session.prepare("SELECT k FROM " + table);
          for (int i = 0; i < 2; i++) {
            assertPages(session, prepared.bind());
          }
        });
  }

  private static void assertPages(CqlSession session, BoundStatement query) {
    List<Integer> sizes = new ArrayList<>();
    List<Integer> keys = new ArrayList<>();
    AsyncResultSet page = session.executeAsync(query).toCompletableFuture().join();
    while (true) {
      sizes.add(page.remaining());
      page.currentPage().forEach(row -> keys.add(row.getInt(0)));
      if (!page.hasMorePages()) {
        break;
      }
      page = page.fetchNextPage().toCompletableFuture().join();
    }
    assertThat(sizes).contains(0, 7).allMatch(size -> size <= 7);
    assertThat(keys).hasSize(25).doesNotHaveDuplicates();
  }

  @Test
  void aStrictServerRefusesWhatItsRulesForbid() {
    String table = numbers("strict");
    with(
        new StrictRules(),
        session -> {
          SimpleStatement insert =
              SimpleStatement.newInstance("INSERT INTO %s (k, v) VALUES (99, 9)".formatted(table));
          assertRefused(
              session, insert.setConsistencyLevel(ConsistencyLevel.LOCAL_ONE), "consistency level");
          session.execute(insert); // the driver's default for Astra DB is LOCAL_QUORUM
          PreparedStatement prepared = session.prepare(insert);
          assertRefused(
              session,
              prepared.bind().setConsistencyLevel(ConsistencyLevel.ONE),
              "consistency level");
          assertRefused(session, batch(prepared, 31), "30 statements");
          session.execute(batch(prepared, 30));
          assertRefused(
              session,
              SimpleStatement.newInstance(
                  "SELECT k FROM %s WHERE v = 0 ALLOW FILTERING".formatted(table)),
              "ALLOW FILTERING");
          PreparedStatement in = session.prepare("SELECT k FROM %s WHERE k IN ?".formatted(table));
          assertRefused(session, in.bind(IntStream.range(0, 21).boxed().toList()), "20 keys");
          assertThat(session.execute(in.bind(IntStream.range(0, 20).boxed().toList())).all())
              .hasSize(20);
        });
  }

  private static BatchStatement batch(PreparedStatement insert, int statements) {
    return BatchStatement.newInstance(
        BatchType.UNLOGGED, Collections.nCopies(statements, insert.bind()));
  }

  private static void assertRefused(CqlSession session, Statement<?> statement, String message) {
    assertThatThrownBy(() -> session.execute(statement))
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aTableAppearsLate() {
    Queue<Runnable> creations = new ConcurrentLinkedQueue<>();
    with(
        new LateTables(ADMINISTRATOR, creations::add),
        session -> {
          session.execute("CREATE TABLE %s.late (k int PRIMARY KEY)".formatted(KEYSPACE));
          String query = "SELECT k FROM %s.late".formatted(KEYSPACE);
          assertThatThrownBy(() -> session.execute(query))
              .isInstanceOf(InvalidQueryException.class);

          creations.remove().run();
          assertThat(session.execute(query).all()).isEmpty();
        });
  }

  @Test
  void setupWaitsForATableThatAppearsLate() {
    with(
        new LateTables(ADMINISTRATOR),
        session -> {
          BlockingByteStore store =
              CassandraByteStore.builder(session)
                  .keyspace(KEYSPACE)
                  .table("late_store")
                  .build()
                  .blocking();
          store.mset(Map.of("k", new byte[] {1}));
          assertThat(store.mget(List.of("k")).get(0)).containsExactly(1);

          BlockingLlmCache cache =
              CassandraLlmCache.builder(session)
                  .keyspace(KEYSPACE)
                  .table("late_cache")
                  .build()
                  .blocking();
          cache.update("prompt", "llm", List.of(Generation.of("answer")));
          assertThat(cache.lookup("prompt", "llm")).isEqualTo(List.of(Generation.of("answer")));
        });
  }
}
