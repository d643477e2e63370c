package dev.bytestore.astra;

import static dev.bytestore.astra.TestDataApi.storeWithoutSetup;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Responses that are too many or too large to be stored as files. */
class EndlessResponsesTest {

  private DataApiServer server;
  private BlockingByteStore store;

  @BeforeEach
  void start() {
    server = TestDataApi.serverWithAnEntry();
    store = storeWithoutSetup(TestDataApi.connection(server).maxRetries(0)).blocking();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void answerAll(String page) {
    AtomicInteger number = new AtomicInteger();
    server.fail(
        Integer.MAX_VALUE,
        Fault.answers(200, () -> page.replace("{n}", "" + number.getAndIncrement())));
  }

  @Test
  void aListingOfEmptyPagesThatAreAllDifferentEnds() {
    answerAll("{\"data\":{\"documents\":[],\"nextPageState\":\"{n}\"}}");

    assertThatThrownBy(() -> store.yieldKeys().toList())
        .isInstanceOf(DataApiException.class)
        .hasMessageContainingAll("find in ks1.kv", "1,000 pages");
    assertThat(server.requests()).hasSize(DocumentListing.MAX_EMPTY_PAGES + 1);
  }

  @Test
  void aReadAsksForNoMorePagesThanItHasKeysAndOne() {
    answerAll("{\"data\":{\"documents\":[],\"nextPageState\":\"{n}\"}}");

    assertThatThrownBy(() -> store.mget(List.of("a", "b", "c")))
        .isInstanceOf(DataApiException.class)
        .hasMessageContaining("more pages than documents");
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void aReadInPagesOfOneDocumentAndAnEmptyLastOneIsComplete() {
    AtomicInteger number = new AtomicInteger();
    List<String> pages =
        List.of(
            "{\"data\":{\"documents\":[{\"_id\":\"b\",\"value\":\"Ag==\"}],\"nextPageState\":\"1\"}}",
            "{\"data\":{\"documents\":[{\"_id\":\"a\",\"value\":\"AQ==\"}],\"nextPageState\":\"2\"}}",
            "{\"data\":{\"documents\":[],\"nextPageState\":null}}");
    server.fail(3, Fault.answers(200, () -> pages.get(number.getAndIncrement())));

    assertThat(store.mget(List.of("a", "b"))).containsExactly(new byte[] {1}, new byte[] {2});
  }

  @Test
  void aDeletionIsRepeatedNoMoreOftenThanItHasKeys() {
    answerAll("{\"status\":{\"deletedCount\":1,\"moreData\":true}}");

    assertThatThrownBy(() -> store.mdelete(List.of("a", "b", "c")))
        .isInstanceOf(DataApiException.class)
        .hasMessageContaining("more deletions");
    assertThat(server.requests()).hasSize(4);
  }

  static Stream<Arguments> longLists() {
    return Stream.of(
        Arguments.of("codes", "{\"errors\":[", "{\"errorCode\":\"C%d\"}", "]}"),
        Arguments.of("codes of one hash code", "{\"errors\":[", "{\"errorCode\":\"%s\"}", "]}"),
        Arguments.of("ids of one hash code", "{\"status\":{\"insertedIds\":[", "\"%s\"", "]}}"),
        Arguments.of(
            "named ids of one hash code",
            "{\"status\":{\"insertedIds\":[]},\"errors\":[{\"errorCode\":\"X\",\"documentIds\":[",
            "\"%s\"",
            "]}]}"));
  }

  /**
   * Responses of 4 MB. They take about one second. When the work grew with the square of the
   * length, they took more than 45 seconds.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("longLists")
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void aLongListTakesTimeInProportion(String what, String start, String element, String end) {
    int count = 4_000_000 / (element.contains("%d") ? 22 : element.length() + 34);
    String response =
        IntStream.range(0, count)
            .mapToObj(i -> element.contains("%d") ? element.formatted(i) : element.formatted(of(i)))
            .collect(joining(",", start, end));
    server.fail(2, Fault.answer(response));

    assertThatThrownBy(() -> store.mset(Map.of("a", new byte[1], "b", new byte[1])))
        .isInstanceOf(DataApiException.class)
        .message()
        .hasSizeLessThan(400);
    assertThatThrownBy(() -> store.mget(List.of("a"))).isInstanceOf(DataApiException.class);
  }

  /** One of many texts with the same hash code: "Aa" and "BB" have the same one. */
  private static String of(int number) {
    return IntStream.range(0, 17)
        .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
        .collect(joining());
  }

  @Test
  void aLongIndexingPolicyIsCutInTheMessage() {
    server.createCollection("kv", "{}");
    server.fail(
        request -> request.command().equals("findCollections"),
        1,
        Fault.answer(
            "{\"status\":{\"collections\":[{\"name\":\"kv\",\"options\":{\"indexing\":{\"deny\":[\"%s\"]}}}]}}"
                .formatted("x".repeat(10_000_000))));

    assertThatThrownBy(
            () ->
                AstraDbByteStore.builder(TestDataApi.connection(server).build())
                    .collection("kv")
                    .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("ks1.kv", "deny", "...")
        .message()
        .hasSizeLessThan(400);
  }
}
