package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.testing.CountingListener;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AstraDbLlmCacheTest {

  private static final String COLLECTION = "langchain_astradb_cache";
  private static final List<Generation> LONG = List.of(Generation.of("x".repeat(8_000)));

  private final CountingListener listener = new CountingListener();
  private DataApiServer server;

  @BeforeEach
  void start() {
    server = DataApiServer.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private AstraDbLlmCache.Builder builder() {
    return AstraDbLlmCache.builder(TestDataApi.connection(server).build()).listener(listener);
  }

  @Test
  void anEntryLargerThanTheLimitIsNeitherWrittenNorRead() {
    builder().build().blocking().update("foo", "llm", List.of(Generation.of("x".repeat(1_000))));
    BlockingLlmCache small = builder().maxEntryBytes(1_000).build().blocking();

    assertThat(small.lookup("foo", "llm")).isNull();

    assertThat(listener.events()).containsExactly("corrupt entry", "miss");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small.update("foo", "llm", List.of(Generation.of("x".repeat(1_000)))))
        .withMessageStartingWith("generations: the entry has 1,");
  }

  /** The model was called already, and its response must not be lost. */
  @Test
  void anEntryLargerThanTheLimitIsAFailureOfACacheThatFailsOpen() {
    BlockingLlmCache small = builder().maxEntryBytes(1_000).build().failOpen(listener).blocking();

    small.update("foo", "llm", List.of(Generation.of("x".repeat(1_000))));

    assertThat(listener.count("error: generations: the entry has 1,")).isEqualTo(1);
  }

  @Test
  void hitsAndMissesAreTold() {
    BlockingLlmCache cache = builder().build().blocking();

    cache.lookup("foo", "llm");
    cache.update("foo", "llm", List.of(Generation.of("fizz")));
    cache.lookup("foo", "llm");

    assertThat(listener.events()).containsExactly("miss", "hit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"secret, and no JSON\"",
        "7",
        "null",
        "[\"secret\"]",
        "{\"secret\":1}",
        "\"{}\""
      })
  void anEntryThatCannotBeUnderstoodIsAMiss(String blob) {
    BlockingLlmCache cache = builder().build().blocking();
    String id = CacheKey.of("foo", "llm").documentId();
    server.put(COLLECTION, "{\"_id\":\"%s\",\"body_blob\":%s}".formatted(id, blob));

    assertThat(cache.lookup("foo", "llm")).isNull();
    assertThat(listener.events()).containsExactly("corrupt entry", "miss");
  }

  @Test
  void aLongEntryIsRefusedByACollectionAsPythonMakesItAndKeptByAnUnindexedOne() {
    BlockingLlmCache indexed = builder().build().blocking();
    BlockingLlmCache unindexed =
        builder().collection("long_answers").unindexed(true).build().blocking();

    assertThatThrownBy(() -> indexed.update("foo", "llm", LONG))
        .isInstanceOf(DataApiException.class)
        .hasMessageContainingAll("findOneAndReplace", "SHRED_DOC_LIMIT_VIOLATION", "8,000 bytes");
    assertThat(indexed.lookup("foo", "llm")).isNull();
    unindexed.update("foo", "llm", LONG);
    assertThat(unindexed.lookup("foo", "llm")).isEqualTo(LONG);
  }

  @Test
  void clearingGoesOnWhileTheServerHasMore() {
    BlockingLlmCache cache = builder().build().blocking();
    cache.update("foo", "llm", List.of(Generation.of("fizz")));
    server.fail(2, Fault.answer("{\"status\":{\"deletedCount\":20,\"moreData\":true}}"));

    cache.clear();

    assertThat(server.requests("deleteMany")).hasSize(3);
    assertThat(cache.lookup("foo", "llm")).isNull();
  }

  @Test
  void anEntryThatNoDocumentCanHoldIsRefusedBeforeItIsSent() {
    BlockingLlmCache cache = builder().unindexed(true).build().blocking();
    server.forgetRequests();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> cache.update("foo", "llm", List.of(Generation.of("\"".repeat(1_000_000)))))
        .withMessageContainingAll("generations", "4,000,000");
    assertThat(server.requests()).isEmpty();
    cache.update("foo", "llm", List.of(Generation.of("x".repeat(3_999_000))));
    assertThat(server.requests()).hasSize(1);
  }
}
