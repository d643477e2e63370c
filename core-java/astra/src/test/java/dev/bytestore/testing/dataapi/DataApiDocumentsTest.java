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

/** What the stand-in does with documents, beyond what the recorded exchanges show. */
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

  @Test
  void anInsertNeverOverwritesAndTellsOfEachDocument() throws Exception {
    server.put("id", "{\"_id\":\"a\",\"value\":\"old\"}");

    JsonNode answer =
        client.run(
            "id",
            "{\"insertMany\":{\"documents\":[{\"_id\":\"a\"},{\"_id\":\"b\"},{\"_id\":\"c\"}],"
                + "\"options\":{\"ordered\":true,\"returnDocumentResponses\":true}}}");

    assertThat(answer.path("status"))
        .hasToString(
            "{\"documentResponses\":[{\"_id\":\"a\",\"status\":\"ERROR\",\"errorsIdx\":0},"
                + "{\"_id\":\"b\",\"status\":\"SKIPPED\"},{\"_id\":\"c\",\"status\":\"SKIPPED\"}]}");
    assertThat(server.documents("id").get("a").path("value").asText()).isEqualTo("old");
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
    "none, 65500, OK",
    "none, 65536, INVALID_DATABASE_QUERY",
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
        "{\"_id\":\"\"} | SHRED_BAD_DOCID_VALUE",
        "{\"_id\":[]} | SHRED_BAD_DOCID_TYPE",
        "{\"_id\":{\"a\":1}} | SHRED_BAD_DOCID_TYPE",
        "{\"_id\":\"a\",\"\":1} | SHRED_BAD_FIELD_NAME",
        "{\"_id\":\"a\",\"value\":{\"$a\":1}} | SHRED_BAD_FIELD_NAME",
        "{\"_id\":\"a\",\"value\":\"\\ud800\"} | UNEXPECTED_DRIVER_ERROR",
        "1 | SHRED_BAD_DOCUMENT_TYPE",
        "{\"_id\":5},{\"_id\":\"5\"},{\"_id\":true},{\"_id\":null} | OK",
      })
  void aBadDocumentIsRefused(String document, String outcome) throws Exception {
    assertThat(insert("none", document)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({"15, OK", "16, SHRED_DOC_LIMIT_VIOLATION"})
  void aDocumentHasSixteenLevelsAtMost(int levels, String outcome) throws Exception {
    String value = "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);

    assertThat(insert("none", "{\"_id\":\"a\",\"value\":" + value + "}")).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all | {\"find\":{\"filter\":{\"_id\":\"\"}}} | SHRED_BAD_DOCID_VALUE",
        "all | {\"find\":{\"filter\":{\"_id\":{\"$in\":[\"a\",\"\"]}}}} | SHRED_BAD_DOCID_VALUE",
        "all | {\"find\":{\"filter\":{\"_id\":\"a\",\"value\":1}}} | UNSUPPORTED_DATABASE_QUERY",
        "id | {\"find\":{\"filter\":{\"value\":1}}} | FILTER_PATH_UNINDEXED",
        "none | {\"find\":{\"filter\":{\"_id\":{\"$gt\":\"a\"}}}} | FILTER_ID_NOT_INDEXED",
        "none | {\"find\":{\"sort\":{\"_id\":1}}} | SORT_CLAUSE_PATH_UNINDEXED",
        "all | {\"updateOne\":{\"update\":{\"$set\":{\"_id\":1}}}} "
            + "| UNSUPPORTED_UPDATE_OPERATOR_FOR_DOC_ID",
        "all | {\"find\":{\"projection\":{\"a\":1,\"b\":0}}} | UNSUPPORTED_PROJECTION_PARAM",
      })
  void whatTheIndexingDoesNotAllowIsRefused(String collection, String command, String errorCode)
      throws Exception {
    assertThat(client.run(collection, command).at("/errors/0/errorCode").asText())
        .isEqualTo(errorCode);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"_id\":1} | {\"_id\":\"a\",\"value\":\"v\",\"deep\":{\"x\":1,\"y\":2}}",
        "{\"*\":true} | {\"_id\":\"a\",\"value\":\"v\",\"deep\":{\"x\":1,\"y\":2}}",
        "{\"*\":0} | {}",
        "{\"value\":1} | {\"_id\":\"a\",\"value\":\"v\"}",
        "{\"value\":1,\"_id\":0} | {\"value\":\"v\"}",
        "{\"_id\":1,\"nosuch\":1} | {\"_id\":\"a\"}",
        "{\"deep\":0} | {\"_id\":\"a\",\"value\":\"v\"}",
        "{\"deep.x\":0} | {\"_id\":\"a\",\"value\":\"v\",\"deep\":{\"y\":2}}",
        "{\"deep.x\":1} | {\"_id\":\"a\",\"deep\":{\"x\":1}}",
        "{\"_id\":0} | {\"value\":\"v\",\"deep\":{\"x\":1,\"y\":2}}",
      })
  void aProjectionChoosesFields(String projection, String document) throws Exception {
    server.put("id", "{\"value\":\"v\",\"_id\":\"a\",\"deep\":{\"x\":1,\"y\":2}}");

    assertThat(
            client
                .run("id", "{\"findOne\":{\"projection\":%s}}".formatted(projection))
                .at("/data/document"))
        .hasToString(document);
  }

  @Test
  void numbersAreNormalised() throws Exception {
    insert("none", "{\"_id\":\"a\",\"value\":[1.0,1.10,-0.0,1e2,7]}");

    assertThat(server.documents("none").get("a").path("value").toString())
        .isEqualTo("[1,1.1,0,1E+2,7]");
  }

  @Test
  void aCountByIdsCountsTheFirstOnly() throws Exception {
    putNumbered(3);

    assertThat(
            client.run(
                "none",
                "{\"countDocuments\":{\"filter\":{\"_id\":{\"$in\":[\"k0\",\"k1\",\"k2\"]}}}}"))
        .hasToString("{\"status\":{\"count\":1}}");
    assertThat(client.run("none", "{\"countDocuments\":{}}"))
        .hasToString("{\"status\":{\"count\":3}}");
  }
}
