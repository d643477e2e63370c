package dev.bytestore.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.astra.AstraDbLlmCache;
import dev.bytestore.astra.DataApiException;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.testing.TestCassandra;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Java code of docs/astra.md and docs/python.md, word for word. */
class AstraSamplesIT {

  @Test
  void theFirstProgramPrintsWhatItSays() {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try (DataApiServer server = DataApiServer.builder().keyspace("app").start()) {
      firstProgram(server.endpoint(), server.token());
    } finally {
      System.setOut(console);
    }

    List<String> lines = printed.toString(UTF_8).lines().toList();
    assertThat(lines.subList(0, 2)).containsExactly("Hello", "true");
    assertThat(lines.subList(2, lines.size())).containsExactlyInAnyOrder("page/1", "page/2");
  }

  private static void firstProgram(String endpoint, String token) {
    AstraDbConnection connection =
        AstraDbConnection.builder(endpoint).token(token).keyspace("app").build();
    BlockingByteStore store =
        AstraDbByteStore.builder(connection).collection("pages").build().blocking();

    store.mset(Map.of("page/1", "Hello".getBytes(UTF_8), "page/2", "World".getBytes(UTF_8)));

    List<byte[]> values = store.mget(List.of("page/1", "page/9"));
    System.out.println(new String(values.get(0), UTF_8)); // Hello
    System.out.println(values.get(1) == null); // true, as there is no page/9

    store.yieldKeys("page/").forEach(System.out::println); // page/1 and page/2 in any order
    store.mdelete(List.of("page/1", "page/2"));
  }

  @Test
  void aCollectionThatIsGoneIsCreatedAgain() {
    try (DataApiServer server = DataApiServer.builder().keyspace("app").start()) {
      AstraDbConnection connection =
          AstraDbConnection.builder(server.endpoint())
              .token(server.token())
              .keyspace("app")
              .build();
      BlockingByteStore store =
          AstraDbByteStore.builder(connection).collection("pages").build().blocking();
      server.fail(
          Fault.error("UNKNOWN_COLLECTION_OR_TABLE", "REQUEST", "SCHEMA", "No collection", ""));

      try {
        store.mget(List.of("page/1"));
      } catch (DataApiException e) {
        if (e.errorCodes().contains("UNKNOWN_COLLECTION_OR_TABLE")) { // somebody deleted it
          store = AstraDbByteStore.builder(connection).collection("pages").build().blocking();
        }
      }

      assertThat(server.requests("createCollection")).hasSize(2);
      assertThat(store.mget(List.of("page/1"))).containsExactly((byte[]) null);
    }
  }

  @Test
  void anotherServerHasAUserNameAndNoDefaultKeyspace() {
    AstraDbConnection connection =
        AstraDbConnection.builder("http://localhost:8181")
            .credentials("cassandra", "cassandra")
            .keyspace("app")
            .build();

    assertThat(connection)
        .hasToString("AstraDbConnection[http://localhost:8181/v1/app, OTHER, token=<hidden>]");
  }

  @Test
  void theStoresOfPythonAreThere() {
    try (DataApiServer server = DataApiServer.builder().keyspace("app").start()) {
      inAstraDb(server.endpoint(), server.token());
      assertThat(server.requests("createCollection")).hasSize(2);
    }
    CqlSession session = TestCassandra.session();
    TestCassandra.createKeyspace(session, "app", 1);
    inCassandra(session);
  }

  private static List<Object> inCassandra(CqlSession session) {
    ByteStore store = CassandraByteStore.builder(session).keyspace("app").table("pages").build();
    LlmCache cache = CassandraLlmCache.builder(session).keyspace("app").build();
    return List.of(store, cache);
  }

  private static List<Object> inAstraDb(String endpoint, String token) {
    AstraDbConnection connection =
        AstraDbConnection.builder(endpoint).token(token).keyspace("app").build();
    ByteStore store = AstraDbByteStore.builder(connection).collection("pages").build();
    LlmCache cache = AstraDbLlmCache.builder(connection).build();
    return List.of(store, cache);
  }
}
