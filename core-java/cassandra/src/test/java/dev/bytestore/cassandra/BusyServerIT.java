package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import dev.bytestore.Generation;
import dev.bytestore.PartialWriteException;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers do not notice that a server is too busy for some requests, as long as it responds to
 * their retries within the request timeout.
 */
class BusyServerIT {

  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private final SessionProbe probe = new SessionProbe(TestCassandra.session());

  private CassandraByteStore.Builder store() {
    return CassandraByteStore.builder(probe.session()).keyspace(KEYSPACE).table("busy");
  }

  private static DriverException writeTimeout() {
    return new WriteTimeoutException(
        null, ConsistencyLevel.LOCAL_ONE, 0, 1, DefaultWriteType.UNLOGGED_BATCH);
  }

  private static DriverException readTimeout() {
    return new ReadTimeoutException(null, ConsistencyLevel.LOCAL_ONE, 0, 1, false);
  }

  /** Fails each request whose number is divisible by {@code every}; the first number is one. */
  private void fail(int every, DriverException failure) {
    AtomicInteger requests = new AtomicInteger();
    probe.before(
        statement ->
            requests.incrementAndGet() % every == 0
                ? CompletableFuture.failedFuture(failure)
                : CompletableFuture.completedFuture(null));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void entriesAreWrittenReadAndDeletedThoughSomeRequestsTimeOut(int keysPerRequest) {
    CassandraByteStore store = store().keysPerRequest(keysPerRequest).build();
    Map<String, byte[]> entries = numbered(500);

    fail(7, writeTimeout());
    store.blocking().mset(entries);
    fail(7, readTimeout());
    assertThat(store.blocking().mget(entries.keySet())).containsExactlyElementsOf(entries.values());
    fail(7, writeTimeout());
    store.blocking().mdelete(entries.keySet());

    probe.before(statement -> CompletableFuture.completedFuture(null));
    assertThat(store.blocking().mget(entries.keySet())).containsOnlyNulls();
  }

  @Test
  void cachedAnswersAreKeptAndFoundThoughEverySecondRequestTimesOut() {
    CassandraLlmCache cache =
        CassandraLlmCache.builder(probe.session()).keyspace(KEYSPACE).table("busy_cache").build();
    AtomicInteger requests = new AtomicInteger(1);
    probe.before(
        statement ->
            requests.incrementAndGet() % 2 == 0
                ? CompletableFuture.failedFuture(writeTimeout())
                : CompletableFuture.completedFuture(null));

    cache.blocking().update("prompt", "llm", List.of(Generation.of("answer")));
    assertThat(cache.blocking().lookup("prompt", "llm")).containsExactly(Generation.of("answer"));
    cache.blocking().delete("prompt", "llm");
    assertThat(cache.blocking().lookup("prompt", "llm")).isNull();

    assertThat(requests).hasValueGreaterThanOrEqualTo(9);
  }

  /** The driver ignores a timeout that is set on a batch itself. */
  @Test
  void furtherAttemptsGetOnlyWhatTheEarlierOnesLeftOfTheRequestTimeout() {
    CassandraByteStore store = store().requestTimeout(REQUEST_TIMEOUT).build();
    fail(2, writeTimeout());
    int before = probe.sent().size();

    store.blocking().mset(numbered(500));
    store.blocking().mdelete(numbered(500).keySet());

    List<Duration> ofBatches =
        probe.sent().subList(before, probe.sent().size()).stream()
            .filter(BatchStatement.class::isInstance)
            .map(batch -> profileTimeout((BatchStatement) batch))
            .toList();
    List<Duration> ofDeletes =
        probe.sent().subList(before, probe.sent().size()).stream()
            .filter(BoundStatement.class::isInstance)
            .map(Statement::getTimeout)
            .toList();
    assertThat(List.of(ofBatches, ofDeletes))
        .allSatisfy(
            timeouts ->
                assertThat(timeouts)
                    .contains(REQUEST_TIMEOUT)
                    .anyMatch(timeout -> timeout.compareTo(REQUEST_TIMEOUT) < 0)
                    .allMatch(timeout -> timeout.compareTo(REQUEST_TIMEOUT) <= 0)
                    .allMatch(timeout -> timeout.compareTo(Duration.ZERO) > 0));
  }

  private static Duration profileTimeout(BatchStatement batch) {
    return batch.getExecutionProfile().getDuration(DefaultDriverOption.REQUEST_TIMEOUT);
  }

  @Test
  void aServerThatIsTooBusyForTheWholeRequestTimeoutFailsTheCallWithItsOwnException() {
    CassandraByteStore store = store().requestTimeout(Duration.ofMillis(500)).build();
    store.blocking().mset(numbered(100));
    int before = probe.sent().size();
    fail(1, writeTimeout());

    assertThatThrownBy(() -> store.blocking().mset(numbered(100)))
        .isInstanceOf(WriteTimeoutException.class);

    assertThat(probe.sent().size() - before).isBetween(4, 20);
  }

  @Test
  void anEntryThatAlwaysTimesOutIsReportedAsUnconfirmed() {
    CassandraByteStore store =
        store().requestTimeout(Duration.ofSeconds(1)).keysPerRequest(1).build();
    store.blocking().mset(numbered(100));
    probe.before(statement -> timeOutLater("key 7", statement));

    assertThatThrownBy(() -> store.blocking().mset(numbered(100)))
        .isInstanceOfSatisfying(
            PartialWriteException.class,
            failure -> {
              assertThat(failure).hasCauseInstanceOf(WriteTimeoutException.class);
              assertThat(failure.writtenKeys()).isNotEmpty();
              assertThat(failure.unconfirmedKeys()).contains("key 7");
              assertThat(failure.writtenKeys().size() + failure.unconfirmedKeys().size())
                  .isEqualTo(100);
            });
  }

  /** Times out after a moment, so that other requests of the same call are sent before. */
  private static CompletionStage<?> timeOutLater(String key, Statement<?> statement) {
    if (statement instanceof BoundStatement bound && key.equals(bound.getString(0))) {
      return CompletableFuture.runAsync(
          () -> {
            throw new CompletionException(writeTimeout());
          },
          CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
    }
    return CompletableFuture.completedFuture(null);
  }

  /**
   * A listing splits a range that took too long. That helps more than a retry of the same range.
   */
  @Test
  void aListingThatTimesOutIsSplitAtOnce() {
    CassandraByteStore store = store().table("busy_listing").build();
    store.blocking().mset(numbered(100));
    AtomicInteger listings = new AtomicInteger();
    probe.before(
        statement ->
            listings.incrementAndGet() == 1
                ? CompletableFuture.failedFuture(readTimeout())
                : CompletableFuture.completedFuture(null));
    int before = probe.sent().size();

    assertThat(store.blocking().yieldKeys()).hasSize(100);

    List<Statement<?>> sent = probe.sent().subList(before, probe.sent().size());
    long firstEnd = ((BoundStatement) sent.get(0)).getLong(1);
    assertThat(sent.subList(1, sent.size()))
        .anyMatch(statement -> ((BoundStatement) statement).getLong(1) < firstEnd);
    assertThat(sent.subList(1, sent.size()))
        .noneMatch(
            statement ->
                ((BoundStatement) statement).getLong(0) == ((BoundStatement) sent.get(0)).getLong(0)
                    && ((BoundStatement) statement).getLong(1) == firstEnd);
  }

  private static Map<String, byte[]> numbered(int count) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    IntStream.range(0, count).forEach(i -> entries.put("key " + i, ("value " + i).getBytes(UTF_8)));
    return entries;
  }
}
