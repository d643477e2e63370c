package dev.bytestore.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.Generation;
import dev.bytestore.KeyPage;
import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheKeys;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.PartialWriteException;
import dev.bytestore.PythonRepr;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.astra.AstraDbLlmCache;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraConnection;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.testing.TestCassandra;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The Java code of the documents, word for word; {@link DocumentationTest} holds them together. */
class DocumentationSamplesIT {

  private final CqlSession session = TestCassandra.session();
  private final byte[] bytes = {1};
  private final byte[] more = {2};
  private final List<byte[]> shown = new ArrayList<>();
  private final List<String> counted = new ArrayList<>();

  @Test
  void theSamplesDoWhatTheySay() {
    TestCassandra.createKeyspace(session, "app", 1);
    session.execute("DROP TABLE IF EXISTS app.pages");

    ByteStore store = CassandraByteStore.builder(session).keyspace("app").table("pages").build();

    store
        .msetAsync(Map.of("page/1", bytes, "page/2", more))
        .thenCompose(written -> store.mgetAsync(List.of("page/2", "page/9")))
        .thenAccept(values -> show(values)) // the bytes of page/2, and null
        .join();

    assertThat(shown).containsExactly(more, null);
    waiting(store);
    listing(store);
    failing(store.blocking());
    caching();
  }

  @Test
  void theSamplesOfAstraDbDoWhatTheySay() {
    try (DataApiServer server = DataApiServer.builder().keyspace("app").start()) {
      String endpoint = server.endpoint();
      String token = server.token();
      AstraDbConnection connection =
          AstraDbConnection.builder(endpoint).token(token).keyspace("app").build();

      ByteStore store = AstraDbByteStore.builder(connection).collection("pages").build();
      LlmCache cache = AstraDbLlmCache.builder(connection).build();

      assertThat(cache.blocking().lookup("prompt", "llm")).isNull();
      assertThat(store.blocking().mget(List.of("page/1"))).containsExactly((byte[]) null);
    }
  }

  @Test
  void argumentsThatJsonCannotHoldArePartOfAnLlmString() {
    Map<String, Object> model = Map.of("lc", 1, "type", "constructor", "kwargs", Map.of());

    String llmString =
        LlmCacheKeys.chatLlmString(
            model, Map.of("response_format", new PythonRepr("<class 'app.models.Person'>")), null);

    assertThat(llmString).contains("('response_format', <class 'app.models.Person'>)");
  }

  private void caching() {
    String prompt = "What is 6 times 7?";
    String llmString = "a model of ours, temperature 0";
    LlmCache cache =
        CassandraLlmCache.builder(session).keyspace("app").ttl(Duration.ofDays(7)).build();

    List<Generation> answer =
        cache
            .blocking()
            .getOrPut(prompt, llmString, () -> List.of(Generation.of(askTheModel(prompt))));
    assertThat(cache.blocking().lookup(prompt, llmString)).isEqualTo(answer);

    CompletableFuture<List<Generation>> next =
        cache.getOrPutAsync(
            prompt,
            llmString,
            () -> askTheModelAsync(prompt).thenApply(text -> List.of(Generation.of(text))));
    assertThat(next.join()).isEqualTo(answer);

    LlmCacheListener listener =
        new LlmCacheListener() {
          @Override
          public void onHit() {
            count("llm.cache.hits");
          }

          @Override
          public void onMiss() {
            count("llm.cache.misses");
          }

          @Override
          public void onError(Throwable failure) {
            count("llm.cache.errors");
          }
        };
    LlmCache patient = cache.failOpen(listener);
    assertThat(patient.blocking().lookup(prompt, llmString)).isEqualTo(answer);
    assertThat(counted).containsExactly("llm.cache.hits");
  }

  private static String askTheModel(String prompt) {
    return "answer to " + prompt;
  }

  private static CompletableFuture<String> askTheModelAsync(String prompt) {
    return CompletableFuture.completedFuture(askTheModel(prompt));
  }

  private void count(String name) {
    counted.add(name);
  }

  private void waiting(ByteStore store) {
    BlockingByteStore blocking = store.blocking();
    blocking.mset(Map.of("page/3", bytes), Duration.ofHours(1));
    List<byte[]> values = blocking.mget(List.of("page/3"));
    long pages = blocking.yieldKeys("page/").count();
    blocking.mdelete(List.of("page/3"));

    assertThat(values).containsExactly(bytes);
    assertThat(pages).isEqualTo(3);
  }

  private void listing(ByteStore store) {
    List<String> found = new ArrayList<>();
    store.forEachKeyAsync("page/", found::add).join();
    assertThat(found).containsExactlyInAnyOrder("page/1", "page/2");

    KeyPage page = store.yieldKeysAsync("page/").join();
    KeyPage later = store.yieldKeysAsync("page/", page.position()).join();
    assertThat(later.keys()).isEmpty();
  }

  private void failing(BlockingByteStore blocking) {
    Map<String, byte[]> entries = new HashMap<>(Map.of("page/4", bytes));
    try {
      blocking.mset(entries);
    } catch (PartialWriteException e) {
      entries.keySet().retainAll(e.unconfirmedKeys());
      blocking.mset(entries);
    }
    assertThat(blocking.yieldKeys("page/4")).hasSize(1);
  }

  private void show(List<byte[]> values) {
    shown.addAll(values);
  }

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
