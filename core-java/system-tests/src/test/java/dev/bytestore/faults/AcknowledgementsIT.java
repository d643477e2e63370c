package dev.bytestore.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the server acknowledges is recorded, whatever the store reports. */
class AcknowledgementsIT {

  private static final List<String> KEYS = List.of("a", "b", "c");

  private final SessionProbe probe = new SessionProbe(TestCassandra.session());
  private final String keyspace = TestCassandra.newKeyspace();
  private final Acknowledgements acknowledgements = new Acknowledgements(keyspace + ".store");
  private final CassandraByteStore store =
      CassandraByteStore.builder(acknowledgements.watch(probe.session()))
          .keyspace(keyspace)
          .table("store")
          .build();

  @Test
  void writesAndDeletionsOfOneAndOfSeveralKeysAreRecorded() {
    long start = System.nanoTime();
    store.msetAsync(Map.of("a", new byte[1])).join();
    store.msetAsync(Map.of("b", new byte[1], "c", new byte[1])).join();
    assertThat(acknowledgements.since(start, KEYS)).containsExactlyInAnyOrder("a", "b", "c");

    long written = System.nanoTime();
    store.mgetAsync(KEYS).join();
    assertThat(acknowledgements.since(written, KEYS)).isEmpty();
    store.mdeleteAsync(List.of("b")).join();
    assertThat(acknowledgements.since(written, KEYS)).containsExactly("b");
  }

  @Test
  void aRequestThatFailsIsNotRecorded() {
    probe.before(
        request ->
            request instanceof BatchStatement
                ? CompletableFuture.failedFuture(new IllegalStateException("lost"))
                : CompletableFuture.completedFuture(null));
    Map<String, byte[]> entries = new HashMap<>();
    KEYS.forEach(key -> entries.put(key, new byte[1]));
    long start = System.nanoTime();

    assertThat(store.msetAsync(entries)).failsWithin(Duration.ofSeconds(60));
    store.msetAsync(Map.of("a", new byte[1])).join();

    assertThat(acknowledgements.since(start, KEYS)).containsExactly("a");
  }
}
