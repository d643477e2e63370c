package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import dev.bytestore.KeyPage;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which requests a listing sends, and what it does if the server refuses or fails them. */
class ListingIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final int KEYS = 5_000;

  private final SessionProbe probe = new SessionProbe(SESSION);

  private static CassandraByteStore.Builder store(CqlSession session) {
    return CassandraByteStore.builder(session).keyspace(KEYSPACE).table("listed");
  }

  @BeforeAll
  static void write() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < KEYS; i++) {
      entries.put("%02d/%d".formatted(i % 100, i), new byte[] {(byte) i});
    }
    store(SESSION).build().blocking().mset(entries);
  }

  private List<String> listingsSent() {
    return probe.sent().stream()
        .filter(BoundStatement.class::isInstance)
        .map(statement -> ((BoundStatement) statement).getPreparedStatement().getQuery())
        .toList();
  }

  @Test
  void onlyKeysTravelAndThePrefixIsFilteredByTheServer() {
    CassandraByteStore store = store(probe.session()).build();

    assertThat(store.blocking().yieldKeys("07/")).hasSize(50);

    assertThat(listingsSent())
        .isNotEmpty()
        .allMatch(cql -> cql.contains("row_id >= ? AND row_id < ? ALLOW FILTERING"))
        .noneMatch(cql -> cql.contains("body_blob"));
  }

  static CompletionStage<?> refuseToFilter(Statement<?> statement) {
    return isFiltered(statement)
        ? refuse("Guardrail allow_filtering violated: Querying with ALLOW FILTERING is not allowed")
        : CompletableFuture.completedFuture(null);
  }

  private static CompletionStage<?> refuse(String message) {
    Node node = SESSION.getMetadata().getNodes().values().iterator().next();
    return CompletableFuture.failedFuture(new InvalidQueryException(node, message));
  }

  private static boolean isFiltered(Statement<?> statement) {
    return statement instanceof BoundStatement bound
        && bound.getPreparedStatement().getQuery().contains("FILTERING");
  }

  private long filteredSent() {
    return listingsSent().stream().filter(cql -> cql.contains("FILTERING")).count();
  }

  @Test
  void whereTheServerRefusesToFilterThePrefixIsFilteredHereForAWhile() {
    AtomicLong clock = new AtomicLong();
    CassandraByteStore store = store(probe.session()).nanoTime(clock::get).build();
    probe.before(ListingIT::refuseToFilter);

    assertThat(store.blocking().yieldKeys("07/")).hasSize(50);
    long filtered = filteredSent();
    assertThat(store.blocking().yieldKeys("08/")).hasSize(50);
    assertThat(filteredSent()).isEqualTo(filtered);

    clock.addAndGet(ServerFiltering.PAUSE.toNanos());
    probe.before(statement -> CompletableFuture.completedFuture(null));
    assertThat(store.blocking().yieldKeys("07/")).hasSize(50);
    int sent = probe.sent().size();
    assertThat(store.blocking().yieldKeys("08/")).hasSize(50);
    assertThat(probe.sent().subList(sent, probe.sent().size())).allMatch(ListingIT::isFiltered);
  }

  /** This must not switch filtering off. */
  @Test
  void aTableThatWasDroppedAndMadeAgainIsFilteredByTheServerAsBefore() {
    CassandraByteStore store = store(probe.session()).table("dropped").build();
    store.blocking().mset(Map.of("07/1", new byte[0], "08/1", new byte[0]));
    assertThat(store.blocking().yieldKeys("07/")).containsExactly("07/1");

    SESSION.execute("DROP TABLE %s.dropped".formatted(KEYSPACE));
    assertThatThrownBy(() -> store.blocking().yieldKeys("07/").toList())
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageContaining("dropped");
    store(SESSION).table("dropped").build().blocking().mset(Map.of("07/2", new byte[0]));

    int sent = probe.sent().size();
    assertThat(store.blocking().yieldKeys("07/")).containsExactly("07/2");
    assertThat(probe.sent().subList(sent, probe.sent().size()))
        .isNotEmpty()
        .allMatch(ListingIT::isFiltered);
  }

  @Test
  void aServerThatRefusesInUnknownWordsIsAskedEachTime() {
    CassandraByteStore store = store(probe.session()).build();
    probe.before(
        statement ->
            isFiltered(statement) ? refuse("no") : CompletableFuture.completedFuture(null));

    assertThat(store.blocking().yieldKeys("07/")).hasSize(50);
    long filtered = filteredSent();
    assertThat(store.blocking().yieldKeys("07/")).hasSize(50);

    assertThat(filteredSent()).isGreaterThan(filtered);
  }

  @Test
  void aRangeThatTakesTooLongIsSplitUntilItDoesNot() {
    CassandraByteStore store = store(probe.session()).pageSize(100).build();
    probe.before(statement -> timeoutIf(width(statement) > Math.pow(2, 64) / 200));

    assertThat(store.blocking().yieldKeys()).hasSize(KEYS).doesNotHaveDuplicates();
    assertThat(store.blocking().yieldKeys("07/")).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void whenEveryRangeTakesTooLongTheListingFailsAndCanBeTakenUpAgain() {
    CassandraByteStore store = store(probe.session()).pageSize(100).build();
    AtomicBoolean slow = new AtomicBoolean();
    probe.before(statement -> timeoutIf(slow.get() && width(statement) > 0));
    KeyPage first = store.yieldKeysAsync().join();
    List<String> seen = new java.util.ArrayList<>(first.keys());
    KeyPage page = first;

    slow.set(true);
    assertThatThrownBy(() -> lastPage(first)).hasCauseInstanceOf(DriverTimeoutException.class);
    slow.set(false);
    while (page.hasNextPage()) {
      page = page.nextPageAsync().join();
      seen.addAll(page.keys());
    }

    assertThat(seen).hasSize(KEYS).doesNotHaveDuplicates();
  }

  private static KeyPage lastPage(KeyPage first) {
    KeyPage page = first;
    while (page.hasNextPage()) {
      page = page.nextPageAsync().join();
    }
    return page;
  }

  private static double width(Statement<?> statement) {
    return statement instanceof BoundStatement bound && bound.size() >= 2
        ? (double) bound.getLong(1) - (double) bound.getLong(0)
        : 0;
  }

  static CompletionStage<?> timeoutIf(boolean tooLong) {
    return tooLong
        ? CompletableFuture.failedFuture(new DriverTimeoutException("took too long"))
        : CompletableFuture.completedFuture(null);
  }

  @Test
  void nothingIsReadUnlessAPageIsAskedFor() {
    CassandraByteStore store = store(probe.session()).pageSize(50).build();
    KeyPage page = store.yieldKeysAsync().join();
    await().until(() -> probe.inFlight() == 0);
    int afterFirst = listingsSent().size();
    assertThat(afterFirst).as("the first page, and 8 ahead").isLessThanOrEqualTo(9);

    page = page.nextPageAsync().join();
    await().until(() -> probe.inFlight() == 0);
    int afterSecond = listingsSent().size();

    assertThat(page.hasNextPage()).isTrue();
    assertThat(afterSecond).isLessThanOrEqualTo(afterFirst + 1);
    assertThat(listingsSent()).hasSize(afterSecond);
  }

  @Test
  void aCancelledPageSendsNothingMoreAndCanBeAskedForAgain() {
    CassandraByteStore store = store(probe.session()).pageSize(50).maxRequestsInFlight(2).build();
    KeyPage first = store.yieldKeysAsync().join();
    await().until(() -> probe.inFlight() == 0);
    CompletableFuture<Void> gate = new CompletableFuture<>();
    probe.before(statement -> gate);
    KeyPage last = null;
    for (KeyPage page = first; page.hasNextPage() && last == null; ) {
      CompletableFuture<KeyPage> next = page.nextPageAsync();
      if (probe.inFlight() > 0) {
        next.cancel(true);
        last = page;
      } else {
        page = next.join();
      }
    }
    int sent = listingsSent().size();

    gate.complete(null);
    await().until(() -> probe.inFlight() == 0);

    assertThat(listingsSent()).hasSize(sent);
    assertThat(last.nextPageAsync().join().keys()).isNotEmpty();
  }

  @Test
  void withoutATokenMapTheServerReturnsTheTokens() {
    DriverConfigLoader noTokens =
        DriverConfigLoader.programmaticBuilder()
            .withBoolean(DefaultDriverOption.METADATA_TOKEN_MAP_ENABLED, false)
            .withInt(DefaultDriverOption.REQUEST_PAGE_SIZE, 3)
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
            .build();
    try (CqlSession session = TestCassandra.newSession().withConfigLoader(noTokens).build()) {
      CassandraByteStore store = store(session).pageSize(100).build();
      List<String> keys = store.blocking().yieldKeys().toList();

      assertThat(keys).hasSize(KEYS).doesNotHaveDuplicates();
      assertThat(keys).isEqualTo(store(SESSION).build().blocking().yieldKeys().toList());
      assertThat(store.blocking().yieldKeys("07/")).hasSize(50);
      assertThat(store.blocking().mget(keys)).doesNotContainNull();
      KeyPage page = store.yieldKeysAsync().join();
      assertThat(
              store(SESSION)
                  .build()
                  .blocking()
                  .yieldKeys("", page.position())
                  .collect(Collectors.toList()))
          .isEqualTo(keys.subList(page.keys().size(), KEYS));
    }
  }
}
