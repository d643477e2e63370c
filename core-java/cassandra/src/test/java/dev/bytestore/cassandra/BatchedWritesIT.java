package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which entries share a request, and which settings such a request has. */
class BatchedWritesIT {

  private static final String KEYSPACE = TestCassandra.newKeyspace();

  private final SessionProbe probe = new SessionProbe(TestCassandra.session());

  private CassandraByteStore.Builder store() {
    return CassandraByteStore.builder(probe.session()).keyspace(KEYSPACE).table("batches");
  }

  @Test
  void smallEntriesShareRequestsOfTenAtMost() {
    write(store().build(), entries(25, 100));

    assertThat(sizes()).containsExactlyInAnyOrder(10, 10, 5);
    assertThat(probe.sent().stream().filter(BatchStatement.class::isInstance))
        .allSatisfy(
            batch ->
                assertThat(((BatchStatement) batch).getBatchType()).isEqualTo(BatchType.UNLOGGED));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 430, 500, 1_024, 2_500, 5_000, 100_000})
  void theServerWarnsOfNoRequestHoweverLargeTheValues(int valueBytes) {
    CassandraByteStore store = store().build();
    Map<String, byte[]> entries = entries(40, valueBytes);

    write(store, entries);
    store.blocking().mset(entries, Duration.ofHours(1));

    assertThat(probe.answered()).allSatisfy(info -> assertThat(info.getWarnings()).isEmpty());
    assertThat(store.blocking().mget(entries.keySet())).containsExactlyElementsOf(entries.values());
  }

  @Test
  void aLargeEntryIsSentByItselfAndDoesNotPartTheSmallOnes() {
    Map<String, byte[]> entries = entries(3, 10);
    entries.put("large", new byte[100_000]);
    entries.put("last", new byte[10]);

    write(store().build(), entries);

    assertThat(sizes()).containsExactlyInAnyOrder(4, 1);
  }

  @Test
  void aBatchTakesNoMoreEntriesThanKeysARequest() {
    write(store().keysPerRequest(1).build(), entries(5, 10));

    assertThat(sizes()).containsExactly(1, 1, 1, 1, 1);
  }

  @Test
  void aBatchIsSentAsTheStoreSaysForWrites() {
    CassandraByteStore store =
        store()
            .writeConsistency(ConsistencyLevel.ALL)
            .requestTimeout(Duration.ofSeconds(17))
            .executionProfile("patient")
            .build();

    write(store, entries(2, 10));

    assertThat(probe.sent())
        .singleElement()
        .satisfies(
            batch -> {
              assertThat(batch.getConsistencyLevel()).isEqualTo(ConsistencyLevel.ALL);
              DriverExecutionProfile profile = batch.getExecutionProfile();
              assertThat(profile.getName()).isEqualTo("patient");
              assertThat(profile.getDuration(DefaultDriverOption.REQUEST_TIMEOUT))
                  .isEqualTo(Duration.ofSeconds(17));
              assertThat(batch.isIdempotent()).isTrue();
            });
  }

  @Test
  void aBatchIsSentUnderTheProfileItselfWhereThatSaysAll() {
    write(store().executionProfile("patient").build(), entries(2, 10));

    assertThat(probe.sent())
        .singleElement()
        .satisfies(batch -> assertThat(batch.getExecutionProfile().getName()).isEqualTo("patient"));
  }

  /** Writes {@code entries}, after clearing the requests that were recorded before. */
  private void write(CassandraByteStore store, Map<String, byte[]> entries) {
    store.insertStatementAsync().join();
    probe.sent().clear();
    store.blocking().mset(entries);
  }

  private List<Integer> sizes() {
    return probe.sent().stream().map(BatchedWritesIT::size).toList();
  }

  private static int size(Statement<?> request) {
    if (request instanceof BatchStatement batch) {
      int size = 0;
      for (BatchableStatement<?> row : batch) {
        assertThat(row).isInstanceOf(BoundStatement.class);
        size++;
      }
      return size;
    }
    return 1;
  }

  private static Map<String, byte[]> entries(int count, int valueBytes) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    IntStream.range(0, count).forEach(i -> entries.put("key " + i, new byte[valueBytes]));
    return entries;
  }
}
