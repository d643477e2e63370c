package dev.bytestore.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.Message;
import dev.bytestore.ToolCall;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.testing.Golden;
import dev.bytestore.testing.TestCassandra;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Cases in which Python's {@code CassandraCache} raises or loses data, and ours does not. The
 * numbers are those in docs/python.md.
 */
class CacheEntriesInteropIT {

  private static final CqlSession SESSION = TestCassandra.session();
  private static final String KEYSPACE = TestCassandra.newKeyspace();

  private final PythonPeer peer = PythonPeer.shared();
  private final BlockingLlmCache java =
      CassandraLlmCache.builder(SESSION).keyspace(KEYSPACE).build().blocking();
  private final SharedCache python =
      new SharedCache(
          peer, peer.make("CassandraCache", "SYNC", Map.of("keyspace", KEYSPACE)), false);

  @BeforeEach
  void clear() {
    java.clear();
  }

  private static void store(String text) {
    SESSION.execute(
        "INSERT INTO %s.langchain_llm_cache (key_desc, key_vals, body_blob) VALUES (?, ?, ?)"
            .formatted(KEYSPACE),
        CacheKey.KEY_DESC,
        CacheKey.of("prompt", "llm").keyVals(),
        text);
  }

  static Stream<JsonNode> raising() {
    return Stream.concat(
        Golden.vectors("cache_read.json", "vectors")
            .filter(vector -> vector.get("python").has("raises")),
        Golden.vectors("generations_more.json", "read").filter(vector -> vector.has("raises")));
  }

  @ParameterizedTest
  @MethodSource("raising")
  void entry25PythonsLookupRaisesAndOursMisses(JsonNode vector) {
    store(vector.get("stored_text").textValue());

    PythonRaised raised =
        catchThrowableOfType(PythonRaised.class, () -> python.lookup("prompt", "llm"));

    String recorded =
        vector.has("raises")
            ? vector.get("raises").textValue()
            : vector.get("python").get("raises").textValue();
    assertThat(raised.type()).isEqualTo(recorded);
    assertThat(java.lookup("prompt", "llm")).isNull();
  }

  @Test
  void entry26AnObjectIsAHitWithoutGenerationsInPythonAndAMissInOurs() {
    store("{}");

    assertThat(python.lookup("prompt", "llm").repr()).isEqualTo("[]");
    assertThat(java.lookup("prompt", "llm")).isNull();
  }

  @Test
  void entry27PythonLogsTheWholeOfAnEntryItCannotReadAndOursItsLength() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger("dev.bytestore");
    logger.addAppender(log);
    try {
      store("the secret answer");
      peer.call("logged", Map.of());
      assertThat(python.lookup("prompt", "llm")).isNull();
      assertThat(java.lookup("prompt", "llm")).isNull();
    } finally {
      logger.detachAppender(log);
    }

    assertThat(peer.call("logged", Map.of()).toString()).contains("the secret answer");
    assertThat(log.list)
        .hasSize(1)
        .noneMatch(event -> event.getFormattedMessage().contains("secret"));
  }

  @Test
  void entry28PythonWritesAnEntryThatItCannotReadAndOursRefusesTo() {
    python.updateByExpression(
        "prompt",
        "llm",
        "[Generation(text='a', generation_info={'d': datetime.date(2020, 1, 1)})]");

    assertThat(
            catchThrowableOfType(PythonRaised.class, () -> python.lookup("prompt", "llm")).type())
        .isEqualTo("NotImplementedError");
    assertThat(java.lookup("prompt", "llm")).isNull();
    assertThatThrownBy(() -> Generation.of("a").withGenerationInfo(Map.of("d", LocalDate.EPOCH)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void entry29PythonCanDeleteOnlyByBlocking() {
    for (String method : List.of("adelete", "adelete_through_llm")) {
      assertThat(peer.call("has", Map.of("on", python.name(), "method", method)).booleanValue())
          .isFalse();
    }
    String fizz = GenerationsCodec.encode(List.of(Generation.of("fizz")));
    python.update("prompt", "llm", fizz);

    CassandraLlmCache.builder(SESSION)
        .keyspace(KEYSPACE)
        .build()
        .deleteAsync("prompt", "llm")
        .orTimeout(60, TimeUnit.SECONDS)
        .join();

    assertThat(python.lookup("prompt", "llm")).isNull();
  }

  static Stream<JsonNode> readByPythonAlone() {
    return Golden.vectors("python_only.json", "entries");
  }

  @ParameterizedTest
  @MethodSource("readByPythonAlone")
  void anEntryThatPythonAloneReadsIsAMissInOurs(JsonNode vector) {
    store(vector.get("stored_text").textValue());

    assertThat(python.lookup("prompt", "llm").repr()).isEqualTo(vector.get("repr").textValue());
    assertThat(java.lookup("prompt", "llm")).isNull();
  }

  static Stream<JsonNode> chunks() {
    return Golden.vectors("tool_call_chunks.json", "chunks");
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void aPieceOfAStreamIsStoredTheSameByBoth(JsonNode vector) {
    Message chunk =
        Message.of(
            "AIMessageChunk",
            new ObjectMapper()
                .convertValue(vector.get("fields"), new TypeReference<Map<String, Object>>() {}));
    String stored = vector.get("stored_text").textValue();
    String rewritten = vector.path("rewritten").asText(stored);

    java.update("prompt", "llm", List.of(Generation.chat(chunk).asChunk()));
    assertThat(python.lookup("prompt", "llm").text()).isEqualTo(rewritten);
    store(stored);
    assertThat(GenerationsCodec.encode(java.lookup("prompt", "llm"))).isEqualTo(rewritten);
  }

  /** Values of 195 levels and more are refused here too, because Python refuses them. */
  @Test
  void pythonReadsTheDeepestEntryThatJavaWrites() {
    Map<String, Object> arguments = nested(98);
    Map<String, Object> deepest = nested(100);
    Generation generation =
        Generation.chat(
                Message.ai("")
                    .withToolCalls(List.of(new ToolCall("f", arguments, "1")))
                    .withAdditionalKwargs(deepest)
                    .withResponseMetadata(deepest))
            .withGenerationInfo(deepest);

    java.update("prompt", "llm", List.of(generation));

    assertThat(python.lookup("prompt", "llm").text())
        .isEqualTo(GenerationsCodec.encode(List.of(generation)));
    assertThatThrownBy(() -> new ToolCall("f", nested(99), "1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Generation.of("x").withGenerationInfo(nested(101)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<String, Object> nested(int levels) {
    Map<String, Object> nested = Map.of("a", "x");
    for (int i = 1; i < levels; i++) {
      nested = Map.of("a", nested);
    }
    return nested;
  }

  @Test
  void answersThatExpireAreTakenByBoth() {
    String name =
        peer.make("CassandraCache", "SYNC", Map.of("keyspace", KEYSPACE, "ttl_seconds", 3_600));
    SharedCache expiring = new SharedCache(peer, name, false);
    String fizz = GenerationsCodec.encode(List.of(Generation.of("fizz")));

    expiring.update("from Python", "llm", fizz);
    java.update("from Java", "llm", List.of(Generation.of("fizz")), Duration.ofHours(1));

    assertThat(java.lookup("from Python", "llm")).containsExactly(Generation.of("fizz"));
    assertThat(python.lookup("from Java", "llm").text()).isEqualTo(fizz);
    assertThat(
            SESSION
                .execute("SELECT TTL(body_blob) FROM %s.langchain_llm_cache".formatted(KEYSPACE))
                .all())
        .hasSize(2)
        .allMatch(row -> row.getInt(0) > 3_000 && row.getInt(0) <= 3_600);
  }
}
