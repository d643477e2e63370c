package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.testing.SessionProbe;
import dev.bytestore.testing.TestCassandra;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which session and keyspace a store gets, with and without a default connection. */
class DefaultConnectionIT {

  private static final String KEYSPACE = TestCassandra.newKeyspace();

  @AfterEach
  void forgetTheDefault() {
    CassandraConnection.setDefault(null);
  }

  @Test
  void storesUseTheDefaultConnectionAndItsKeyspace() {
    SessionProbe probe = new SessionProbe(TestCassandra.session());
    CassandraConnection.setDefault(onProbe(probe));

    BlockingByteStore store = CassandraByteStore.builder().table("by_default").build().blocking();
    store.mset(Map.of("key", new byte[] {7}));
    CassandraLlmCache cache = CassandraLlmCache.builder().build();
    cache.blocking().lookup("prompt", "llm");

    assertThat(probe.sent()).isNotEmpty();
    assertThat(TestCassandra.session().execute("SELECT * FROM %s.by_default".formatted(KEYSPACE)))
        .hasSize(1);
  }

  @Test
  void anExplicitSessionOrKeyspaceWins() {
    SessionProbe byDefault = new SessionProbe(TestCassandra.session());
    CassandraConnection.setDefault(onProbe(byDefault));
    SessionProbe explicit = new SessionProbe(TestCassandra.session());
    String otherKeyspace = TestCassandra.newKeyspace();

    CassandraByteStore.builder(explicit.session()).keyspace(otherKeyspace).table("t").build();
    CassandraByteStore.builder(onProbe(explicit)).table("t").build();
    assertThat(explicit.sent()).isNotEmpty();
    assertThat(byDefault.sent()).isEmpty();

    CassandraByteStore.builder().keyspace(otherKeyspace).table("u").build();
    assertThat(byDefault.sent()).isNotEmpty();
    assertThat(
            TestCassandra.session()
                .execute(
                    "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?",
                    otherKeyspace)
                .map(row -> row.getString(0))
                .all())
        .containsExactlyInAnyOrder("t", "u");
  }

  @Test
  void anExplicitSessionDoesNotTakeTheKeyspaceOfTheDefault() {
    CassandraConnection.setDefault(onProbe(new SessionProbe(TestCassandra.session())));

    assertThatThrownBy(() -> CassandraByteStore.builder(TestCassandra.session()).table("t").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no keyspace");
  }

  @Test
  void aStoreStaysOnItsConnectionWhenTheDefaultIsReplaced() {
    SessionProbe first = new SessionProbe(TestCassandra.session());
    SessionProbe second = new SessionProbe(TestCassandra.session());
    CassandraConnection.setDefault(onProbe(first));
    CassandraByteStore.Builder builder = CassandraByteStore.builder().table("staying");
    BlockingByteStore store = builder.build().blocking();
    int sent = first.sent().size();

    CassandraConnection.setDefault(onProbe(second));
    store.mget(List.of("key"));

    assertThat(first.sent()).hasSize(sent + 1);
    assertThat(second.sent()).isEmpty();
    builder.build();
    assertThat(second.sent()).isNotEmpty();
  }

  private static CassandraConnection onProbe(SessionProbe probe) {
    return CassandraConnection.builder().session(probe.session()).keyspace(KEYSPACE).connect();
  }
}
