package dev.bytestore.interop;

import static dev.bytestore.interop.SharedStoreContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.embedded.EmbeddedCassandra;
import dev.bytestore.interop.SharedStore.PythonStore;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server with Astra DB's limit of 20 keys per SELECT, which applies to ordinary roles. */
class GuardrailInteropIT {

  private static EmbeddedCassandra cassandra;

  @BeforeAll
  static void start() {
    cassandra =
        EmbeddedCassandra.builder()
            .setting("authenticator", "PasswordAuthenticator")
            .setting("partition_keys_in_select_fail_threshold", 20)
            .heapMegabytes(512)
            .start();
    try (CqlSession session = TestCassandra.administrator(cassandra)) {
      session.execute("CREATE ROLE ordinary WITH LOGIN = true AND PASSWORD = 'ordinary'");
      TestCassandra.createKeyspace(session, "guarded", 1);
    }
  }

  @AfterAll
  static void stop() {
    cassandra.close();
  }

  private static CqlSession connect() {
    return TestCassandra.connect(CassandraServer.embedded(cassandra))
        .withAuthCredentials("ordinary", "ordinary")
        .build();
  }

  @Test
  void entry5MoreKeysThanAServerTakesInOneRequestFailInPythonOnly() {
    CassandraServer server = CassandraServer.embedded(cassandra);
    CassandraServer withLogin =
        new CassandraServer(
            server.description(),
            server.contactPoints(),
            server.localDatacenter(),
            Optional.of(new CassandraServer.Credentials("ordinary", "ordinary")),
            true);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      entries.put("k" + i, bytes("" + i));
    }
    List<String> keys = List.copyOf(entries.keySet());
    try (CqlSession session = connect();
        PythonPeer peer = PythonPeer.connectedTo(withLogin)) {
      BlockingByteStore java =
          CassandraByteStore.builder(session).keyspace("guarded").table("t").build().blocking();
      java.mset(entries);
      PythonStore python =
          new PythonStore(
              peer,
              peer.make("CassandraByteStore", "SYNC", Map.of("keyspace", "guarded", "table", "t")),
              false);

      assertThat(python.mget(keys.subList(0, 20))).doesNotContainNull();
      PythonRaised raised = catchThrowableOfType(PythonRaised.class, () -> python.mget(keys));
      assertThat(raised.type()).isEqualTo("InvalidRequest");
      assertThat(java.mget(keys)).containsExactly(entries.values().toArray(new byte[0][]));
    }
  }
}
