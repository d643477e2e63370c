package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bytestore.SetupMode;
import dev.bytestore.testing.dataapi.DataApiRequest;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AstraSetupTest {

  private DataApiServer server;

  @BeforeEach
  void start() {
    server = DataApiServer.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private AstraDbByteStore.Builder store() {
    return AstraDbByteStore.builder(TestDataApi.connection(server).build()).collection("kv");
  }

  private AstraDbLlmCache.Builder cache() {
    return AstraDbLlmCache.builder(TestDataApi.connection(server).build()).collection("kv");
  }

  private List<String> commands() {
    return server.requests().stream().map(DataApiRequest::command).toList();
  }

  @Test
  void theCollectionIsCreatedOnceHoweverManyWait() {
    server.delay(Duration.ofMillis(50));
    AstraDbByteStore store = store().setupMode(SetupMode.ASYNC).build();

    IntStream.range(0, 20)
        .mapToObj(i -> store.mgetAsync(List.of("k")))
        .toList()
        .forEach(CompletableFuture::join);

    assertThat(server.requests("createCollection")).hasSize(1);
  }

  @Test
  void aSetupThatFailedIsTriedAgainByTheNextCall() {
    server.fail(2, Fault.status(400, "text/plain", "no"));
    AstraDbByteStore store = store().setupMode(SetupMode.ASYNC).build();

    assertThatThrownBy(() -> store.blocking().mget(List.of("k")))
        .isInstanceOf(DataApiException.class)
        .hasMessageContaining("createCollection in ks1.kv");
    await().until(() -> server.requests().size() >= 1);
    server.forgetFaults();
    assertThat(store.blocking().mget(List.of("k"))).containsOnlyNulls();
  }

  @Test
  void buildThrowsWhatWentWrongAndBuildAsyncFailsWithIt() {
    server.fail(2, Fault.error("TOO_MANY_COLLECTIONS", "REQUEST", "SCHEMA", "Too many", ""));

    assertThatThrownBy(() -> store().build())
        .isInstanceOf(DataApiException.class)
        .hasMessageContainingAll("TOO_MANY_COLLECTIONS", "delete a collection");
    assertThatThrownBy(() -> store().buildAsync().join())
        .hasCauseInstanceOf(DataApiException.class);
    assertThat(store().buildAsync().join().blocking().yieldKeys()).isEmpty();
  }

  @Test
  void ofTwoThatCreateItAtOnceTheOneThatTheServerFailsTriesAgain() {
    server.fail(
        Fault.error("INVALID_DATABASE_QUERY", "SERVER", "DATABASE", "Invalid query", "exists"));

    store().build();

    assertThat(commands()).containsExactly("createCollection", "createCollection");
  }

  @Test
  void anErrorOfTheRequestIsNotTriedAgain() {
    server.fail(Fault.error("INVALID_INDEXING_DEFINITION", "REQUEST", "SCHEMA", "", ""));

    assertThatThrownBy(() -> store().build()).isInstanceOf(DataApiException.class);
    assertThat(commands()).containsExactly("createCollection");
  }

  @Test
  void aCollectionThatIsDeletedFirstIsDeletedOnce() {
    server.createCollection("kv", "{\"indexing\":{\"allow\":[\"_id\"]}}");
    server.put("kv", "{\"_id\":\"k\",\"value\":\"AA==\"}");
    server.fail(
        request -> request.command().equals("createCollection"),
        1,
        Fault.error("INVALID_INDEXING_DEFINITION", "REQUEST", "SCHEMA", "", ""));
    AstraDbByteStore store = store().setupMode(SetupMode.ASYNC).preDeleteCollection(true).build();
    assertThatThrownBy(() -> store.blocking().ensureSetup()).isInstanceOf(DataApiException.class);

    store.blocking().mset(Map.of("new", new byte[1]));
    store.blocking().ensureSetup();

    assertThat(server.documents("kv")).containsOnlyKeys("new");
    assertThat(server.requests("deleteCollection")).hasSize(1);
  }

  @Test
  void aCollectionThatIndexesAllFieldsIsUsedWithAWarning() {
    server.createCollection("kv", "{}");
    ListAppender<ILoggingEvent> log = logOfSetup();

    store().build().blocking().mset(Map.of("k", new byte[1]));

    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains("ks1.kv", "indexes all fields", "8,000 bytes");
    assertThatThrownBy(() -> store().build().blocking().mset(Map.of("k", new byte[7_000])))
        .isInstanceOf(DataApiException.class)
        .hasMessageContainingAll("SHRED_DOC_LIMIT_VIOLATION", "8,000 bytes");
  }

  @Test
  void aCollectionWithAnotherIndexingPolicyIsRefused() {
    server.createCollection("kv", "{\"indexing\":{\"deny\":[\"a\"]}}");

    assertThatIllegalStateException()
        .isThrownBy(() -> store().build())
        .withMessageContainingAll("ks1.kv", "{\"deny\": [\"a\"]}", "setupMode OFF")
        .withCauseInstanceOf(DataApiException.class);
  }

  @Test
  void aCollectionWithTheSamePolicyButOtherOptionsIsRefused() {
    server.createCollection(
        "kv", "{\"indexing\":{\"allow\":[\"_id\"]},\"defaultId\":{\"type\":\"uuid\"}}");

    assertThatIllegalStateException()
        .isThrownBy(() -> store().build())
        .withMessageContainingAll("ks1.kv", "other options");
  }

  @Test
  void aCacheUsesACollectionWhateverItIndexes() {
    server.createCollection("kv", "{\"indexing\":{\"deny\":[\"*\"]}}");
    ListAppender<ILoggingEvent> log = logOfSetup();

    assertThat(cache().build().blocking().lookup("foo", "llm")).isNull();
    assertThat(log.list).isEmpty();
  }

  private static ListAppender<ILoggingEvent> logOfSetup() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    ((Logger) LoggerFactory.getLogger(CollectionSetup.class)).addAppender(log);
    return log;
  }
}
