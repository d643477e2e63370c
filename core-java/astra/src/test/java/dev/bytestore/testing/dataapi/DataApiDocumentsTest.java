package dev.bytestore.testing.dataapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands on documents, beyond what the recorded exchanges show. */
class DataApiDocumentsTest {

  private final DataApiServer server = DataApiServer.builder().pageSize(20).start();
  private final TestClient client = new TestClient(server);

  @BeforeEach
  void createCollections() {
    server.createCollection("all", "{}");
    server.createCollection("id", "{\"indexing\":{\"allow\":[\"_id\"]}}");
    server.createCollection("none", "{\"indexing\":{\"deny\":[\"*\"]}}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void putNumbered(int count) {
    for (int i = 0; i < count; i++) {
      server.put("none", "{\"_id\":\"k%d\",\"value\":\"v\"}".formatted(i));
    }
  }

  private static String idList(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "\"k" + i + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static List<String> ids(JsonNode answer) {
    List<String> ids = new ArrayList<>();
    answer.at("/data/documents").forEach(document -> ids.add(document.path("_id").asText()));
    return ids;
  }

  private JsonNode findPage(String pageState) throws Exception {
    return client.run("none", "{\"find\":{\"options\":{\"pageState\":%s}}}".formatted(pageState));
  }

  private List<String> listAll() throws Exception {
    List<String> listed = new ArrayList<>();
    String state = "null";
    do {
      JsonNode page = findPage(state);
      listed.addAll(ids(page));
      state = page.at("/data/nextPageState").toString();
    } while (!state.equals("null"));
    return listed;
  }

  private String insert(String collection, String document) throws Exception {
    JsonNode answer =
        client.run(collection, "{\"insertMany\":{\"documents\":[%s]}}".formatted(document));
    return answer.at("/errors/0/errorCode").asText("OK");
  }

  @Test
  void aListingHasEachDocumentOnce() throws Exception {
    putNumbered(61);

    assertThat(listAll()).hasSize(61).doesNotHaveDuplicates().contains("k0", "k60");
  }

  @Test
  void aFullLastPageIsFollowedByAnEmptyOne() throws Exception {
    putNumbered(20);

    JsonNode last = findPage("null");
    JsonNode afterLast = findPage(last.at("/data/nextPageState").toString());

    assertThat(ids(last)).hasSize(20);
    assertThat(ids(afterLast)).isEmpty();
    assertThat(afterLast.at("/data/nextPageState").isNull()).isTrue();
  }

  @Test
  void aPageStateStaysGoodWhenDocumentsComeAndGo() throws Exception {
    putNumbered(50);
    JsonNode first = findPage("null");
    String lastOfFirst = ids(first).get(19);
    client.run("none", "{\"deleteOne\":{\"filter\":{\"_id\":\"%s\"}}}".formatted(lastOfFirst));
    server.put("none", "{\"_id\":\"new\"}");

    List<String> rest = ids(findPage(first.at("/data/nextPageState").toString()));

    assertThat(rest).isNotEmpty().doesNotContainAnyElementsOf(ids(first));
  }

  @ParameterizedTest
  @CsvSource({"''", "garbage", "AAAA", "'not base64!'"})
  void aPageStateThatIsNoneIsRefused(String pageState) throws Exception {
    assertThat(findPage("\"" + pageState + "\"").at("/errors/0/errorCode").asText())
        .isEqualTo("UNEXPECTED_DRIVER_ERROR");
  }

  @Test
  void documentsByTheirIdsComeInOnePageInAnOrderThatChanges() throws Exception {
    putNumbered(100);
    String find = "{\"find\":{\"filter\":{\"_id\":{\"$in\":%s}}}}".formatted(idList(0, 100));
    Set<List<String>> orders = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      JsonNode answer = client.run("none", find);
      assertThat(ids(answer)).hasSize(100).doesNotHaveDuplicates();
      assertThat(answer.at("/data/nextPageState").isNull()).isTrue();
      orders.add(ids(answer));
    }
    assertThat(orders).hasSizeGreaterThan(1);
  }

  @Test
  void aDeleteTakesTwentyDocumentsAndSaysThatThereAreMore() throws Exception {
    putNumbered(45);
    String delete = "{\"deleteMany\":{\"filter\":{\"_id\":{\"$in\":%s}}}}".formatted(idList(0, 50));

    assertThat(client.run("none", delete))
        .hasToString("{\"status\":{\"moreData\":true,\"deletedCount\":20}}");
    assertThat(server.documents("none")).hasSize(25);
    assertThat(client.run("none", delete))
        .hasToString("{\"status\":{\"moreData\":true,\"deletedCount\":20}}");
    assertThat(client.run("none", delete)).hasToString("{\"status\":{\"deletedCount\":5}}");
    assertThat(server.documents("none")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "all, 8000, OK",
    "all, 8001, SHRED_DOC_LIMIT_VIOLATION",
    "id, 3999970, OK",
    "id, 4000000, SHRED_DOC_LIMIT_VIOLATION",
  })
  void aValueHasALimitThatDependsOnTheIndexing(String collection, int bytes, String outcome)
      throws Exception {
    assertThat(insert(collection, "{\"_id\":\"a\",\"value\":\"%s\"}".formatted("v".repeat(bytes))))
        .isEqualTo(outcome);
  }

  @Test
  void theLimitOfADocumentCountsCharactersAndThatOfAnIndexedStringBytes() throws Exception {
    assertThat(insert("id", "{\"_id\":\"a\",\"value\":\"%s\"}".formatted("é".repeat(3_000_000))))
        .isEqualTo("OK");
    assertThat(insert("all", "{\"_id\":\"a\",\"value\":\"%s\"}".formatted("é".repeat(4_001))))
        .isEqualTo("SHRED_DOC_LIMIT_VIOLATION");
  }

  @ParameterizedTest
  @CsvSource({
    "all, 8000, OK",
    "all, 8001, SHRED_DOC_LIMIT_VIOLATION",
    "id, 8001, SHRED_DOC_LIMIT_VIOLATION",
    "none, 8001, OK",
  })
  void anIdHasALimitThatDependsOnTheIndexing(String collection, int bytes, String outcome)
      throws Exception {
    assertThat(insert(collection, "{\"_id\":\"%s\"}".formatted("i".repeat(bytes))))
        .isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"_id\":1} | {\"_id\":\"a\",\"value\":\"v\",\"other\":\"o\"}",
        "{\"*\":true} | {\"_id\":\"a\",\"value\":\"v\",\"other\":\"o\"}",
        "{\"value\":1} | {\"_id\":\"a\",\"value\":\"v\"}",
        "{\"_id\":1,\"nosuch\":1} | {\"_id\":\"a\"}",
        "{\"value\":0} | {\"_id\":\"a\",\"other\":\"o\"}",
      })
  void aProjectionChoosesFields(String projection, String document) throws Exception {
    server.put("id", "{\"_id\":\"a\",\"value\":\"v\",\"other\":\"o\"}");

    assertThat(
            client
                .run("id", "{\"findOne\":{\"projection\":%s}}".formatted(projection))
                .at("/data/document"))
        .hasToString(document);
  }
}
