package dev.bytestore.testing.dataapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stand-in checks before it runs a command: requests, names and options. */
class DataApiServerTest {

  private static final String FIND = "{\"find\":{}}";

  private final DataApiServer server = DataApiServer.start();
  private final TestClient client = new TestClient(server);

  @AfterEach
  void close() {
    server.close();
  }

  private HttpRequest.Builder bare(String path) {
    return HttpRequest.newBuilder(URI.create(server.endpoint() + path))
        .POST(BodyPublishers.ofString(FIND));
  }

  private static String errorOf(HttpResponse<String> answer) {
    JsonNode error = Json.parse(answer.body()).path("errors").path(0);
    return "%d %s/%s %s"
        .formatted(
            answer.statusCode(),
            error.path("family").asText(),
            error.path("scope").asText(),
            error.path("errorCode").asText());
  }

  @Test
  void aTokenThatIsMissingOrWrongIsRefusedBeforeAnyName() throws Exception {
    HttpRequest.Builder request =
        bare("/v1/nosuch/nosuch").header("Content-Type", "application/json");

    assertThat(errorOf(client.send(request.build())))
        .isEqualTo("401 REQUEST/SECURITY MISSING_AUTHENTICATION_TOKEN");
    assertThat(errorOf(client.send(request.header("Token", "AstraCS:other").build())))
        .isEqualTo("401 REQUEST/SECURITY UNAUTHENTICATED_REQUEST");
  }

  @Test
  void aMalformedTokenOfCassandraIsRefusedWithoutABody() throws Exception {
    HttpRequest request =
        client
            .request("/ks1/kv")
            .setHeader("Token", "Cassandra:malformed")
            .POST(BodyPublishers.ofString(FIND))
            .build();

    HttpResponse<String> answer = client.send(request);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/ks1/kv",
    "PUT, /v1/ks1/kv",
    "POST, /v1/ks1/kv/more",
    "POST, /v1x/ks1",
    "POST, /",
    "POST, /api/json/v1/ks1",
  })
  void otherMethodsAndPathsAreNotFoundAndSayNothing(String method, String path) throws Exception {
    HttpRequest request =
        bare(path)
            .header("Token", server.token())
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(FIND))
            .build();

    HttpResponse<String> answer = client.send(request);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void theBasePathAndTheKeyspaceAreSettings() throws Exception {
    try (DataApiServer astra =
        DataApiServer.builder()
            .basePath("/api/json/v1")
            .keyspace("default_keyspace")
            .token("other")
            .start()) {
      TestClient astraClient = new TestClient(astra);
      String create = "{\"createCollection\":{\"name\":\"kv\"}}";
      assertThat(astraClient.post("/default_keyspace/", create).body()).contains("\"ok\":1");
      assertThat(astra.collections()).containsExactly("kv");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"countDocuments\":{}}",
        "{\"updateOne\":{\"filter\":{\"_id\":\"a\"},\"update\":{\"$set\":{\"value\":\"v\"}}}}",
        "{\"find\":{},\"findOne\":{}}",
        "{\"find\":1}",
        "[]",
        "{\"find\":{\"sort\":{\"_id\":1}}}",
        "{\"find\":{\"options\":{\"limit\":1}}}",
        "{\"find\":{\"options\":1}}",
        "{\"find\":{\"filter\":{\"value\":\"v\"}}}",
        "{\"find\":{\"filter\":{\"_id\":{\"$gt\":\"a\"}}}}",
        "{\"find\":{\"filter\":{\"_id\":\"\"}}}",
        "{\"find\":{\"projection\":{\"value\":1,\"other\":1}}}",
        "{\"find\":{\"projection\":{\"*\":0}}}",
        "{\"insertMany\":{\"documents\":[{\"value\":\"v\"}]}}",
        "{\"insertMany\":{\"documents\":[{\"_id\":\"a\",\"value\":7}]}}",
        "{\"insertMany\":{\"documents\":[{\"_id\":\"a\"}],\"options\":{\"ordered\":true}}}",
        "{\"findOneAndReplace\":{\"filter\":{},\"replacement\":{\"_id\":\"a\"}}}",
        "{\"findOneAndReplace\":{\"filter\":{\"_id\":\"a\"},\"replacement\":{\"_id\":\"b\"}}}",
        "{\"findOneAndReplace\":{\"filter\":{\"_id\":\"a\"},\"replacement\":{},"
            + "\"options\":{\"returnDocument\":\"after\"}}}",
        "{\"createCollection\":{\"name\":\"a\"}}",
      })
  void whatTheStandInDoesNotHaveIsAnswered501(String body) throws Exception {
    server.createCollection("kv", "{}");

    HttpResponse<String> answer = client.post("/ks1/kv", body);

    assertThat(answer.statusCode()).isEqualTo(501);
    assertThat(answer.body()).startsWith("the stand-in does not have ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | {\"createKeyspace\":{\"name\":\"a\"}}",
        "'' | {\"findCollections\":{\"options\":{\"explain\":true}}}",
        "/ks1 | {\"findCollections\":{}}",
        "/ks1 | {\"find\":{}}",
        "/ks1 | {\"createCollection\":{\"name\":\"a\",\"options\":{\"vector\":{}}}}",
      })
  void whatItDoesNotHaveForKeyspacesIsAnswered501Too(String path, String body) throws Exception {
    assertThat(client.post(path, body).statusCode()).isEqualTo(501);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"find\":", "{\"find\":{\"filter\":{\"a\":1,\"a\":2}}}"})
  void aBodyThatIsNoJsonFails(String body) throws Exception {
    assertThat(client.post("/ks1/kv", body).statusCode()).isGreaterThanOrEqualTo(500);
  }

  @Test
  void namesThatAreNotThereAreRefused() throws Exception {
    assertThat(errorOf(client.post("/ks1/nosuch", FIND)))
        .isEqualTo("200 REQUEST/SCHEMA UNKNOWN_COLLECTION_OR_TABLE");
    assertThat(errorOf(client.post("/nosuch/kv", FIND)))
        .isEqualTo("200 REQUEST/SCHEMA UNKNOWN_KEYSPACE");
  }

  @Test
  void anEmojiComesAsEscapesAndOtherCharactersAsTheyAre() throws Exception {
    server.createCollection("kv", "{}");
    server.put("kv", "{\"_id\":\"😀é\",\"value\":\"\\u0000\\u2028\"}");

    String body = client.post("/ks1/kv", FIND).body();

    assertThat(body).contains("{\"_id\":\"\\uD83D\\uDE00é\",\"value\":\"\\u0000\u2028\"}");
  }

  @Test
  void requestsAreWrittenDownUntilTheyAreForgotten() throws Exception {
    client.post("/ks1/kv", "{\"findOne\":{\"filter\":{\"_id\":\"a\"}}}");
    client.post("/ks1", "{\"findCollections\":{}}");

    assertThat(server.requests())
        .extracting(DataApiRequest::command)
        .containsExactly("findOne", "findCollections");
    DataApiRequest first = server.requests("findOne").get(0);
    assertThat(first.method()).isEqualTo("POST");
    assertThat(first.path()).isEqualTo("/v1/ks1/kv");
    assertThat(first.header("content-TYPE")).contains("application/json");
    assertThat(first.arguments().at("/filter/_id").asText()).isEqualTo("a");
    assertThat(first).asString().doesNotContain(server.token());

    server.forgetRequests();

    assertThat(server.requests()).isEmpty();
  }
}
