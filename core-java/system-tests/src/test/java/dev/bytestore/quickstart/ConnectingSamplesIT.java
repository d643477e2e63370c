package dev.bytestore.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraConnection;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.testing.TestCassandra;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The Java code of docs/connecting.md, word for word; {@link DocumentationTest} compares them. */
class ConnectingSamplesIT {

  private final CqlSession session = TestCassandra.session();

  @Test
  void theSamplesOfConnectingConnect() {
    assumeThat(TestCassandra.server().credentials()).isEmpty();
    List<CassandraConnection> connections = List.of(bySession(), customized(contactPoints()));
    TestCassandra.createKeyspace(session, "app", 1);
    session.execute("DROP TABLE IF EXISTS app.docs");
    assertThat(byDefault(connections.get(0))).hasSize(2);
    byContactPoints(contactPoints(), "someone", "password");
    connections.forEach(CassandraConnection::close);

    assertThat(CassandraConnection.defaultConnection()).isNull();
    assertThat(connections)
        .allMatch(made -> made.session().isClosed() == (made.session() != session));
  }

  @Test
  void theSamplesOfConnectingToAstraAreRefusedWithoutAToken() {
    assertThatThrownBy(() -> byBundle("AstraCS:x")).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> byDatabaseId("", "id")).hasMessageContaining("token");
    assertThatThrownBy(() -> byInitString("none")).hasMessageContaining("init string");
    if (System.getenv("CASSANDRA_CONTACT_POINTS") == null) {
      assertThatThrownBy(() -> byEnvironment()).hasMessageContaining("nothing to connect to");
    }
  }

  private static String contactPoints() {
    return TestCassandra.server().contactPoints().stream()
        .map(point -> point.getHostString() + ":" + point.getPort())
        .collect(Collectors.joining(", "));
  }

  private static List<Object> byDefault(CassandraConnection connection) {
    CassandraConnection.setDefault(connection);

    ByteStore store = CassandraByteStore.builder().table("docs").build();
    LlmCache cache = CassandraLlmCache.builder().build(); // in the table langchain_llm_cache

    return List.of(store, cache);
  }

  private static CassandraConnection byEnvironment() {
    CassandraConnection connection = CassandraConnection.fromEnvironment().connect();
    return connection;
  }

  private static void byContactPoints(String nodes, String user, String password) {
    try (CassandraConnection connection =
        CassandraConnection.builder()
            .contactPoints(nodes) // such as "10.0.0.1, 10.0.0.2:9043"
            .credentials(user, password)
            .keyspace("app")
            .connect()) {
      ByteStore store = CassandraByteStore.builder(connection).table("docs").build();
      runApplication(store);
    }
  }

  private static void runApplication(ByteStore store) {
    assertThat(store.blocking().yieldKeys()).isEmpty();
  }

  private static CassandraConnection byBundle(String token) {
    CassandraConnection connection =
        CassandraConnection.builder()
            .secureConnectBundle(Path.of("secure-connect-app.zip"))
            .token(token)
            .connect();
    return connection;
  }

  private static CassandraConnection byDatabaseId(String token, String id) {
    CassandraConnection connection =
        CassandraConnection.builder().token(token).databaseId(id).keyspace("app").connect();
    return connection;
  }

  private static CassandraConnection byInitString(String initString) {
    CassandraConnection connection = CassandraConnection.builder().initString(initString).connect();
    return connection;
  }

  private CassandraConnection bySession() {
    CassandraConnection connection =
        CassandraConnection.builder().session(session).keyspace("app").connect();
    return connection;
  }

  private static CassandraConnection customized(String nodes) {
    CassandraConnection connection =
        CassandraConnection.builder()
            .contactPoints(nodes)
            .sessionCustomizer(session -> session.withApplicationName("my-service"))
            .connect();
    return connection;
  }
}
