package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server whose guardrails forbid filtering. They need a login with an ordinary role. */
class RefusingServerIT {

  private static EmbeddedCassandra cassandra;

  @BeforeAll
  static void start() {
    cassandra =
        EmbeddedCassandra.builder()
            .setting("authenticator", "PasswordAuthenticator")
            .setting("allow_filtering_enabled", false)
            .heapMegabytes(512)
            .start();
    try (CqlSession session = TestCassandra.administrator(cassandra)) {
      session.execute("CREATE ROLE ordinary WITH LOGIN = true AND PASSWORD = 'ordinary'");
      TestCassandra.createKeyspace(session, "refusing", 1);
    }
  }

  @AfterAll
  static void stop() {
    cassandra.close();
  }

  private static CqlSession connect(String nameAndPassword) {
    CqlSessionBuilder builder = TestCassandra.connect(CassandraServer.embedded(cassandra));
    return builder.withAuthCredentials(nameAndPassword, nameAndPassword).build();
  }

  @Test
  void thePrefixIsFilteredInTheClient() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < 1_000; i++) {
      entries.put("%02d/%d".formatted(i % 100, i), new byte[1]);
    }
    try (CqlSession session = connect("ordinary")) {
      SessionProbe probe = new SessionProbe(session);
      AtomicLong clock = new AtomicLong();
      BlockingByteStore store =
          CassandraByteStore.builder(probe.session())
              .keyspace("refusing")
              .table("store")
              .pageSize(100)
              .nanoTime(clock::get)
              .build()
              .blocking();
      store.mset(entries);

      assertThat(store.yieldKeys("07/"))
          .hasSize(10)
          .doesNotHaveDuplicates()
          .allMatch(key -> key.startsWith("07/"));
      int prepared = probe.prepared();
      assertThat(store.yieldKeys("none")).isEmpty();
      assertThat(probe.prepared()).as("the server is not asked again").isEqualTo(prepared);
      clock.addAndGet(ServerFiltering.PAUSE.toNanos());
      assertThat(store.yieldKeys("07/")).hasSize(10);
      assertThat(probe.prepared()).as("but it is after a while").isGreaterThan(prepared);
      assertThat(store.yieldKeys()).hasSize(1_000);
    }
  }
}
