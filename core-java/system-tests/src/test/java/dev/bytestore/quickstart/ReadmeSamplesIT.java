package dev.bytestore.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.ByteStore;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.langchain4j.CachingChatModel;
import dev.bytestore.langchain4j.FakeProvider;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The Java code of the README, word for word; {@link DocumentationTest} compares them. */
class ReadmeSamplesIT {

  private final byte[] bytes = {1};
  private final CompletableFuture<List<byte[]>> shown = new CompletableFuture<>();

  @Test
  void theSampleOfAByteStoreDoesWhatItSays() {
    CassandraServer server = TestCassandra.server();
    assumeThat(server.credentials()).isEmpty();
    TestCassandra.createKeyspace(TestCassandra.session(), "app", 1);
    TestCassandra.session().execute("DROP TABLE IF EXISTS app.pages");
    InetSocketAddress node = server.contactPoints().get(0);
    System.setProperty(
        "datastax-java-driver.basic.contact-points.0", node.getHostString() + ":" + node.getPort());
    System.setProperty(
        "datastax-java-driver.basic.load-balancing-policy.local-datacenter",
        server.localDatacenter());
    try {
      byteStore();
    } finally {
      System.clearProperty("datastax-java-driver.basic.contact-points.0");
      System.clearProperty("datastax-java-driver.basic.load-balancing-policy.local-datacenter");
    }
  }

  private void byteStore() {
    CqlSession session =
        CqlSession.builder().withKeyspace("app").build(); // 127.0.0.1:9042 by default
    ByteStore store = CassandraByteStore.builder(session).table("pages").build();
    store.blocking().mset(Map.of("page/1", bytes));
    List<byte[]> values =
        store.blocking().mget(List.of("page/1", "page/2")); // null for an absent key
    store
        .mgetAsync(List.of("page/1"))
        .thenAccept(found -> show(found)); // the same with a CompletableFuture

    assertThat(values).containsExactly(bytes, null);
    assertThat(shown.join()).containsExactly(bytes);
    session.close();
  }

  @Test
  void theSampleOfAnLlmCacheDoesWhatItSays() {
    CqlSession session = TestCassandra.session();
    TestCassandra.createKeyspace(session, "app", 1);
    String prompt = "What is 6 times 7?";
    String llmString = "a model of the README";

    LlmCache cache =
        CassandraLlmCache.builder(session).keyspace("app").ttl(Duration.ofDays(7)).build();
    List<Generation> answer = // looks the answer up; if it is missing, asks the model and stores it
        cache
            .blocking()
            .getOrPut(prompt, llmString, () -> List.of(Generation.of(askTheModel(prompt))));

    assertThat(cache.blocking().lookup(prompt, llmString)).isEqualTo(answer);
  }

  @Test
  void theSampleOfAstraDbDoesWhatItSays() {
    try (DataApiServer server = DataApiServer.builder().keyspace("app").start()) {
      String endpoint = server.endpoint();
      String token = server.token();

      AstraDbConnection connection =
          AstraDbConnection.builder(endpoint).token(token).keyspace("app").build();
      ByteStore store = AstraDbByteStore.builder(connection).collection("pages").build();

      store.blocking().mset(Map.of("page/1", bytes));
      assertThat(store.blocking().mget(List.of("page/1"))).containsExactly(bytes);
    }
  }

  @Test
  void theSampleOfLangChain4jDoesWhatItSays() {
    CqlSession session = TestCassandra.session();
    TestCassandra.createKeyspace(session, "app", 1);
    CassandraLlmCache.builder(session).keyspace("app").build().blocking().clear();
    try (FakeProvider provider = new FakeProvider(LangChain4jSamplesIT.CHAT_ANSWER)) {
      ChatModel chatModel =
          OpenAiChatModel.builder().baseUrl(provider.url()).apiKey("k").modelName("m").build();

      LlmCache cache = CassandraLlmCache.builder(session).keyspace("app").build();
      ChatModel caching =
          CachingChatModel.builder(chatModel, cache).build(); // use it wherever chatModel was used

      assertThat(caching.chat("hi")).isEqualTo(caching.chat("hi"));
      assertThat(provider.received()).hasSize(1);
    }
  }

  private static String askTheModel(String prompt) {
    return "answer to " + prompt;
  }

  private void show(List<byte[]> values) {
    shown.complete(values);
  }
}
