package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.bytestore.KeyPage;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How many keys a page has, and what it waits for. */
class ListingPagesIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final AtomicInteger TABLES = new AtomicInteger();

  private final SessionProbe probe = new SessionProbe(SESSION);

  /** Does not advance by itself, so a page waits for more keys as long as it may. */
  private final AtomicLong clock = new AtomicLong();

  private CassandraByteStore.Builder storeWith(int keys) {
    CassandraByteStore.Builder builder =
        CassandraByteStore.builder(probe.session())
            .keyspace(KEYSPACE)
            .table("pages_" + TABLES.incrementAndGet())
            .nanoTime(clock::get);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < keys; i++) {
      entries.put("%02d/%d".formatted(i % 100, i), new byte[0]);
    }
    builder.build().blocking().mset(entries);
    return builder;
  }

  private static List<KeyPage> pages(CassandraByteStore store, String prefix) {
    List<KeyPage> pages = new ArrayList<>(List.of(store.yieldKeysAsync(prefix).join()));
    while (pages.get(pages.size() - 1).hasNextPage()) {
      pages.add(pages.get(pages.size() - 1).nextPageAsync().join());
    }
    return pages;
  }

  @Test
  void keysThatFitInOnePageAreReturnedInOnePage() {
    CassandraByteStore store = storeWith(100).build();

    List<KeyPage> pages = pages(store, "");

    assertThat(pages).hasSize(1);
    assertThat(pages.get(0).keys()).hasSize(100).doesNotHaveDuplicates();
    assertThat(pages(store, "07/")).hasSize(1);
    assertThat(pages(store, "none such")).hasSize(1);
    assertThat(pages(storeWith(100).pageSize(Integer.MAX_VALUE).build(), "")).hasSize(1);
  }

  @Test
  void pagesAreAtLeastHalfFullButForTheLast() {
    CassandraByteStore store = storeWith(3_000).pageSize(500).build();

    List<KeyPage> pages = pages(store, "");

    assertThat(pages.subList(0, pages.size() - 1))
        .allMatch(page -> page.keys().size() >= 250 && page.keys().size() <= 500);
    assertThat(pages.stream().flatMap(page -> page.keys().stream()))
        .hasSize(3_000)
        .doesNotHaveDuplicates();
    int before = 0;
    List<String> all = store.blocking().yieldKeys().toList();
    for (KeyPage page : pages) {
      before += page.keys().size();
      assertThat(store.blocking().yieldKeys("", page.position()))
          .containsExactlyElementsOf(all.subList(before, all.size()));
    }
  }

  @Test
  void aPageThatIsHalfFullDoesNotWaitForTheNextSegment() {
    CassandraByteStore store = storeWith(3_000).pageSize(100).build();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    probe.before(statement -> holdUnlessFirst(statement, gate));

    KeyPage page = store.yieldKeysAsync().join();

    assertThat(page.keys()).hasSizeBetween(50, 100);
    gate.complete(null);
  }

  @Test
  void aPageWithFewKeysDoesNotWaitForLong() {
    CassandraByteStore store = storeWith(200).build();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    probe.before(statement -> holdUnlessFirst(statement, gate));

    CompletableFuture<KeyPage> page = store.yieldKeysAsync();
    await().until(() -> probe.sent().stream().filter(ListingPagesIT::isFirst).count() == 1);
    clock.addAndGet(1_000_000_000);

    assertThat(page.join().keys()).hasSizeBetween(1, 100);
    gate.complete(null);
    assertThat(page.join().nextPageAsync().join().keys()).isNotEmpty();
  }

  @Test
  void keysBeforeASegmentThatFailsAreHandedOut() {
    CassandraByteStore store = storeWith(200).build();
    probe.before(
        statement ->
            isListing(statement) && !isFirst(statement)
                ? CompletableFuture.failedFuture(new IllegalStateException("broken"))
                : CompletableFuture.completedFuture(null));

    KeyPage page = store.yieldKeysAsync().join();

    assertThat(page.keys()).isNotEmpty();
    assertThat(page.nextPageAsync()).failsWithin(java.time.Duration.ofSeconds(10));
    probe.before(statement -> CompletableFuture.completedFuture(null));
    List<String> rest = page.nextPageAsync().join().keys();
    assertThat(page.keys().size() + rest.size()).isEqualTo(200);
  }

  private static CompletableFuture<?> holdUnlessFirst(
      Statement<?> statement, CompletableFuture<?> gate) {
    return !isListing(statement) || isFirst(statement)
        ? CompletableFuture.completedFuture(null)
        : gate;
  }

  private static boolean isListing(Statement<?> statement) {
    return statement instanceof BoundStatement bound
        && bound.getPreparedStatement().getQuery().contains("token(row_id) >= ?");
  }

  private static boolean isFirst(Statement<?> statement) {
    return isListing(statement) && ((BoundStatement) statement).getLong(0) == Long.MIN_VALUE + 1;
  }
}
