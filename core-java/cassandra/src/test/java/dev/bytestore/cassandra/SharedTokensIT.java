package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import dev.bytestore.KeyPage;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.SharedTokens;
import dev.bytestore.testing.TestCassandra;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Assertions;

/** A listing returns each key once, even if many keys of the table share a token. */
class SharedTokensIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();

  /** In the table's order. */
  private static List<String> keys;

  private static CqlSession withoutTokens;

  private static CassandraByteStore.Builder store(CqlSession session, String table) {
    return CassandraByteStore.builder(session).keyspace(KEYSPACE).table(table);
  }

  @BeforeContainer
  static void write() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    long[] tokens = {Long.MIN_VALUE + 1, -5_000, -4_999, 0, 1L << 40, 5L << 60, Long.MAX_VALUE};
    int[] counts = {3, 2, 7, 1, 17, 5, 4};
    for (int i = 0; i < tokens.length; i++) {
      SharedTokens.keys(tokens[i], counts[i]).forEach(key -> entries.put(key, new byte[0]));
    }
    IntStream.range(0, 12).forEach(i -> entries.put("single " + i, new byte[0]));
    store(SESSION, "shared").build().blocking().mset(entries);
    keys =
        entries.keySet().stream()
            .sorted(
                Comparator.comparingLong(SharedTokensIT::token)
                    .thenComparing(key -> key.getBytes(UTF_8), Arrays::compareUnsigned))
            .toList();
    withoutTokens =
        TestCassandra.newSession()
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withBoolean(DefaultDriverOption.METADATA_TOKEN_MAP_ENABLED, false)
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                    .build())
            .build();
  }

  @AfterContainer
  static void close() {
    withoutTokens.close();
  }

  private static long token(String key) {
    TokenMap tokens = SESSION.getMetadata().getTokenMap().orElseThrow();
    return Long.parseLong(tokens.format(tokens.newToken(ByteBuffer.wrap(key.getBytes(UTF_8)))));
  }

  @Example
  void theKeysShareTheirTokensOnTheServerToo() {
    for (long token : new long[] {-4_999, 1L << 40, Long.MAX_VALUE}) {
      for (String key : SharedTokens.keys(token, 4)) {
        assertThat(token(key)).isEqualTo(token);
        assertThat(
                SESSION
                    .execute(
                        "SELECT token(row_id) FROM %s.shared WHERE row_id = ?".formatted(KEYSPACE),
                        key)
                    .one()
                    .getLong(0))
            .isEqualTo(token);
      }
    }
  }

  /** Lists the keys after {@code position}; fails if there are more than the table has. */
  private static List<String> list(CassandraByteStore store, String prefix, String position) {
    List<String> listed = new ArrayList<>();
    KeyPage page = store.yieldKeysAsync(prefix, position).join();
    for (int pages = 0; true; pages++) {
      listed.addAll(page.keys());
      if (!page.hasNextPage()) {
        return listed;
      }
      if (listed.size() > keys.size() || pages > 3 * keys.size()) {
        return Assertions.fail("no end after " + pages + " pages with " + listed.size() + " keys");
      }
      page = page.nextPageAsync().join();
    }
  }

  @Property(tries = 60)
  void eachKeyComesOnceInTheTablesOrderWhateverThePageSize(
      @ForAll @IntRange(min = 1, max = 60) int pageSize) {
    assertThat(list(store(SESSION, "shared").pageSize(pageSize).build(), "", null)).isEqualTo(keys);
    assertThat(list(store(withoutTokens, "shared").pageSize(pageSize).build(), "", null))
        .isEqualTo(keys);
  }

  @Property(tries = 300)
  void fromAnyPositionTheRestComesOnceWhateverThePageSize(
      @ForAll @IntRange(min = 1, max = 30) int pageSize, @ForAll @IntRange(max = 50) int after) {
    RingPosition position = new RingPosition(token(keys.get(after)), keys.get(after));
    List<String> rest = keys.subList(after + 1, keys.size());

    assertThat(list(store(SESSION, "shared").pageSize(pageSize).build(), "", position.encode()))
        .isEqualTo(rest);
  }

  @Property(tries = 150)
  void aPrefixFindsItsKeysFromAnyPositionWhateverThePageSize(
      @ForAll @IntRange(min = 1, max = 10) int pageSize,
      @ForAll @IntRange(max = 50) int after,
      @ForAll @IntRange(max = 50) int like,
      @ForAll boolean refusing) {
    String prefix = keys.get(like).substring(0, keys.get(like).offsetByCodePoints(0, 1));
    RingPosition position = new RingPosition(token(keys.get(after)), keys.get(after));
    SessionProbe probe = new SessionProbe(SESSION);
    if (refusing) {
      probe.before(ListingIT::refuseToFilter);
    }

    assertThat(
            list(
                store(probe.session(), "shared").pageSize(pageSize).build(),
                prefix,
                position.encode()))
        .isEqualTo(
            keys.subList(after + 1, keys.size()).stream()
                .filter(key -> key.startsWith(prefix))
                .toList());
  }

  @Property(tries = 60)
  void whereTheServerEndsPagesEarlyTheListingIsTheSame(
      @ForAll @IntRange(min = 1, max = 30) int pageSize,
      @ForAll @IntRange(min = 1, max = 7) int rowsAPage) {
    SessionProbe probe = new SessionProbe(SESSION);
    probe.requests(
        statement -> statement.setPageSize(Math.min(rowsAPage, statement.getPageSize())));

    assertThat(list(store(probe.session(), "shared").pageSize(pageSize).build(), "", null))
        .isEqualTo(keys);
  }

  @Property(tries = 60)
  void aSplitAfterATimeoutLosesAndRepeatsNoKey(
      @ForAll @IntRange(min = 3, max = 12) int pageSize,
      @ForAll @IntRange(max = 50) int after,
      @ForAll @IntRange(min = 7, max = 13) int every) {
    SessionProbe probe = new SessionProbe(SESSION);
    AtomicInteger ranges = new AtomicInteger();
    probe.before(
        statement ->
            ListingIT.timeoutIf(
                statement instanceof BoundStatement && ranges.incrementAndGet() % every == 0));
    RingPosition position = new RingPosition(token(keys.get(after)), keys.get(after));

    assertThat(
            list(
                store(probe.session(), "shared").pageSize(pageSize).build(), "", position.encode()))
        .isEqualTo(keys.subList(after + 1, keys.size()));
  }

  /** Two pages of keys and one key more, like 10,001 keys with the default page size. */
  @Example
  void manyKeysOfOneTokenAreReadInAsManyRequestsAsTheyFill() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    SharedTokens.keys(42, 1_001).forEach(key -> entries.put(key, new byte[0]));
    IntStream.range(0, 200).forEach(i -> entries.put("single " + i, new byte[0]));
    store(SESSION, "many").build().blocking().mset(entries);
    List<String> all = store(SESSION, "many").build().blocking().yieldKeys().toList();
    assertThat(all).hasSize(entries.size()).doesNotHaveDuplicates();
    SessionProbe probe = new SessionProbe(SESSION);

    CassandraByteStore store = store(probe.session(), "many").pageSize(10).build();
    assertThat(store.blocking().yieldKeys()).containsExactlyElementsOf(all);
    assertThat(probe.sent().stream().filter(BoundStatement.class::isInstance))
        .as("101 for the token's keys, and what the others take")
        .hasSizeLessThan(101 + 300);
    assertThat(store(SESSION, "many").pageSize(500).build().blocking().yieldKeys())
        .containsExactlyElementsOf(all);

    String last =
        all.stream().filter(key -> token(key) == 42).reduce((first, second) -> second).get();
    int sent = probe.sent().size();
    KeyPage page = store.yieldKeysAsync("", new RingPosition(42, last).encode()).join();
    assertThat(page.keys().get(0)).isEqualTo(all.get(all.indexOf(last) + 1));
    assertThat(probe.sent().size() - sent).as("requests that skip 1,001 keys").isLessThan(50);
  }
}
