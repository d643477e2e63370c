package dev.bytestore.testing.dataapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bytestore.testing.Golden;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Replays recorded exchanges with a real Data API against the stand-in, in their order. It gives
 * the recorded response to each request, including pages and page states. Parts in which two
 * responses of the real server differ are not compared.
 */
class DataApiExchangesTest {

  /** A document of an insertion that was not recorded. Some exchanges list it. */
  private static final String LISTED =
      "{\"_id\":\"535210f4-6a6c-4051-9210-f46a6cd0514a\",\"value\":\"no id\"}";

  /** The recording left out the middle of these long bodies. */
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "insertMany 100 docs", insertMany("k", 100), "insertMany 101 docs", insertMany("m", 101));

  /** The number of documents left is random, because deletions took any 20 of 100 before. */
  private static final String DEPENDS_ON_CHANCE = "deleteMany $in 20 ids";

  @TestFactory
  List<DynamicTest> theStandInAnswersAsTheRealServerDid() {
    List<DynamicTest> tests = new ArrayList<>();
    DataApiServer server = DataApiServer.start();
    server.createCollection("kv", "{\"indexing\":{\"deny\":[\"value\"]}}");
    server.put("kv", LISTED);
    TestClient client = new TestClient(server);
    Golden.vectors("data_api_exchanges.json", "exchanges")
        .forEach(
            exchange ->
                tests.add(
                    DynamicTest.dynamicTest(
                        exchange.path("title").asText(), () -> replay(exchange, client))));
    tests.add(DynamicTest.dynamicTest("that is all", server::close));
    return tests;
  }

  private static void replay(JsonNode exchange, TestClient client) throws Exception {
    String title = exchange.path("title").asText();
    String request = LEFT_OUT.getOrDefault(title, exchange.path("request").asText());
    String path = exchange.path("path").asText().substring("/v1".length());

    HttpResponse<String> answer = client.post(path, request);

    assertThat(answer.statusCode()).isEqualTo(exchange.path("status").asInt());
    JsonNode actual = Json.parse(answer.body());
    if (title.equals(DEPENDS_ON_CHANCE)) {
      assertThat(actual.path("status").path("deletedCount").asInt()).isBetween(0, 20);
      assertThat(actual.path("status").has("moreData")).isFalse();
      return;
    }
    JsonNode expected = Json.parse(exchange.path("response").asText());
    boolean isInAnyOrder = request.contains("$in");
    assertThat(comparable(actual, isInAnyOrder).toPrettyString())
        .isEqualTo(comparable(expected, isInAnyOrder).toPrettyString());
  }

  private static JsonNode comparable(JsonNode answer, boolean isInAnyOrder) {
    ObjectNode comparable = answer.deepCopy();
    withoutIds(comparable.path("errors"));
    JsonNode documents = comparable.path("data").path("documents");
    documents.forEach(DataApiExchangesTest::eitherOfTwo);
    if (isInAnyOrder) {
      sort(documents);
    }
    return comparable;
  }

  private static void withoutIds(JsonNode errors) {
    errors.forEach(
        error ->
            assertThat(((ObjectNode) error).remove("id").asText()).satisfies(UUID::fromString));
  }

  /** Of two documents with one id in one insertMany, either may be stored. */
  private static void eitherOfTwo(JsonNode document) {
    if (document.path("_id").asText().equals("dup")) {
      assertThat(document.path("value").asText()).isIn("1", "2");
      ((ObjectNode) document).remove("value");
    }
  }

  private static void sort(JsonNode array) {
    if (array instanceof ArrayNode elements) {
      List<JsonNode> sorted = new ArrayList<>();
      elements.forEach(sorted::add);
      sorted.sort(Comparator.comparing(JsonNode::toString));
      elements.removeAll().addAll(sorted);
    }
  }

  private static String insertMany(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"_id\":\"%s%03d\",\"value\":\"v%d\"}".formatted(prefix, i, i))
        .collect(Collectors.joining(",", "{\"insertMany\":{\"documents\":[", "]}}"));
  }
}
