package dev.bytestore.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.TestCassandra;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.testcontainers.cassandra.CassandraContainer;

/**
 * The code of the page on testing, word for word; {@link DocumentationTest} holds them together.
 */
class TestingSamplesIT {

  @Nested
  class ArchiveTest {

    private final ByteStore store = new InMemoryByteStore();
    private final Archive archive = new Archive(store); // your class, which takes a ByteStore

    @Test
    void aSavedTextIsFound() {
      archive.save("greeting", "Hello");

      assertThat(archive.find("greeting")).isEqualTo("Hello");
      assertThat(store.blocking().yieldKeys()).containsExactly("archive/greeting");
    }
  }

  private static final class Archive {

    private final BlockingByteStore store;

    Archive(ByteStore store) {
      this.store = store.blocking();
    }

    void save(String name, String text) {
      store.mset(Map.of("archive/" + name, text.getBytes(UTF_8)));
    }

    String find(String name) {
      return new String(store.mget(List.of("archive/" + name)).get(0), UTF_8);
    }
  }

  /** Like the other tests, this one pulls no image and starts no container where none is wanted. */
  @Test
  void theSampleOfAContainerDoesWhatItSays() {
    assumeThat(TestCassandra.server().description()).startsWith("a container");

    CassandraContainer cassandra = new CassandraContainer("cassandra:5.0");
    cassandra.start();
    CqlSession session =
        CqlSession.builder()
            .addContactPoint(cassandra.getContactPoint())
            .withLocalDatacenter(cassandra.getLocalDatacenter())
            .build();
    session.execute(
        "CREATE KEYSPACE test WITH replication ="
            + " {'class': 'SimpleStrategy', 'replication_factor': 1}");
    ByteStore store = CassandraByteStore.builder(session).keyspace("test").table("docs").build();

    assertThat(store.blocking().yieldKeys()).isEmpty();
    session.close();
    cassandra.stop();
  }
}
