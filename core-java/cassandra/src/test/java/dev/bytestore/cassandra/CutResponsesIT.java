package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.bytestore.Generation;
import dev.bytestore.testing.EmptyPages;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers may end a page before it has as many rows as the page size, as Amazon Keyspaces and
 * ScyllaDB do after a megabyte. Cassandra fills each page, and the page size is larger than the
 * number of keys in a request, so the contract suite shows this only in the profile {@code
 * engines}.
 */
class CutResponsesIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final Map<String, byte[]> ENTRIES = new LinkedHashMap<>();

  private final SessionProbe probe = new SessionProbe(SESSION);

  private static CassandraByteStore.Builder store(CqlSession session) {
    return CassandraByteStore.builder(session).keyspace(KEYSPACE).table("cut");
  }

  @BeforeAll
  static void write() {
    for (int i = 0; i < 6_000; i++) {
      ENTRIES.put("k" + i, new byte[] {(byte) i, (byte) (i >> 8)});
    }
    store(SESSION).build().blocking().mset(ENTRIES);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 19, 20, 21})
  void allValuesAreReadHoweverFewRowsAPageHas(int rowsAPage) {
    CassandraByteStore store = store(probe.session()).maxRequestsInFlight(3).build();
    probe.requests(statement -> statement.setPageSize(rowsAPage));
    List<String> keys = new ArrayList<>(List.copyOf(ENTRIES.keySet()).subList(0, 100));
    keys.add(30, "absent");
    keys.add("k7");
    keys.add("k7");

    assertRead(store, keys);
    assertThat(probe.mostInFlight()).isLessThanOrEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2_000, 5_999, 6_000, Integer.MAX_VALUE - 1, Integer.MAX_VALUE})
  void allValuesAreReadHoweverManyKeysARequestMayName(int keysPerRequest) {
    CassandraByteStore store = store(probe.session()).keysPerRequest(keysPerRequest).build();

    assertRead(store, List.copyOf(ENTRIES.keySet()));
  }

  private static void assertRead(CassandraByteStore store, List<String> keys) {
    List<byte[]> values = store.blocking().mget(keys);

    for (int i = 0; i < keys.size(); i++) {
      assertThat(values.get(i)).as("number %d", i).isEqualTo(ENTRIES.get(keys.get(i)));
    }
  }

  @Test
  void aCancelledCallReadsNoFurtherPages() {
    CassandraByteStore store = store(probe.session()).build();
    store.selectStatementAsync().join();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    probe.requests(statement -> statement.setPageSize(1));
    probe.before(statement -> isFirst(statement) ? CompletableFuture.completedFuture(null) : gate);
    CompletableFuture<?> call = store.mgetAsync(List.copyOf(ENTRIES.keySet()).subList(0, 20));
    await().until(() -> probe.sent().stream().anyMatch(statement -> !isFirst(statement)));
    int sent = probe.sent().size();

    call.cancel(true);
    gate.complete(null);
    await().until(() -> probe.inFlight() == 0);

    assertThat(probe.sent()).hasSize(sent);
  }

  private static boolean isFirst(Statement<?> statement) {
    return statement.getPagingState() == null;
  }

  @Test
  void aRowIsFoundBehindEmptyPages() {
    CassandraByteStore store = store(probe.session()).build();
    CassandraLlmCache cache =
        CassandraLlmCache.builder(probe.session()).keyspace(KEYSPACE).table("cut_cache").build();
    cache.blocking().update("prompt", "llm", List.of(Generation.of("answer")));
    AtomicInteger pages = new AtomicInteger();
    probe.responses(page -> beginsEmpty(page, pages));

    assertThat(store.blocking().mget(List.of("k1")).get(0)).isEqualTo(ENTRIES.get("k1"));
    assertThat(store.blocking().mget(List.of("k1", "k2"))).doesNotContainNull();
    assertThat(cache.blocking().lookup("prompt", "llm")).containsExactly(Generation.of("answer"));
    assertThat(cache.blocking().lookup("another", "llm")).isNull();
  }

  /** Two empty pages before each page with rows. */
  private static AsyncResultSet beginsEmpty(AsyncResultSet page, AtomicInteger pages) {
    return pages.getAndIncrement() % 3 < 2 ? EmptyPages.before(page) : page;
  }

  @Test
  void theColumnsOfATableAreReadToTheLast() {
    SESSION.execute(
        SimpleStatement.newInstance(
            "CREATE TABLE %s.columns (row_id text PRIMARY KEY, body_blob blob)"
                .formatted(KEYSPACE)));
    probe.requests(statement -> statement.setPageSize(1));

    CassandraByteStore store = store(probe.session()).table("columns").build();

    assertThat(store.blocking().mget(List.of("k1", "k2"))).containsOnlyNulls();
    assertThat(probe.sent().stream().filter(BoundStatement.class::isInstance)).hasSize(1);
  }
}
