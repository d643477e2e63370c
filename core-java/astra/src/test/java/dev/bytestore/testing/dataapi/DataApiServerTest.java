package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the stand-in looks at before the documents: requests, names and options. */
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
  void theTokenIsLookedForInItsOwnHeadersOnly() throws Exception {
    server.createCollection("kv", "{}");
    for (String header : List.of("Token", "token", "X-Cassandra-Token")) {
      HttpRequest request =
          bare("/v1/ks1/kv")
              .header(header, server.token())
              .header("Content-Type", "application/json")
              .build();
      assertThat(client.send(request).body()).contains("nextPageState");
    }
    HttpRequest bearer =
        bare("/v1/ks1/kv")
            .header("Authorization", "Bearer " + server.token())
            .header("Content-Type", "application/json")
            .build();
    assertThat(errorOf(client.send(bearer)))
        .isEqualTo("401 REQUEST/SECURITY MISSING_AUTHENTICATION_TOKEN");
  }

  @ParameterizedTest
  @CsvSource({
    "AstraCS:other, 401 REQUEST/SECURITY UNAUTHENTICATED_REQUEST",
    "'', 200 SERVER/ INTERNAL_SERVER_ERROR",
  })
  void aWrongTokenIsRefusedBeforeAnyName(String token, String error) throws Exception {
    HttpRequest request =
        bare("/v1/nosuch/nosuch")
            .header("Token", token)
            .header("Content-Type", "application/json")
            .build();

    assertThat(errorOf(client.send(request))).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json; charset=UTF-8, 200 REQUEST/SCHEMA UNKNOWN_COLLECTION_OR_TABLE",
    "text/plain, 415 REQUEST/ UNSUPPORTED_CONTENT_TYPE",
    "application/jsonp, 415 REQUEST/ UNSUPPORTED_CONTENT_TYPE",
  })
  void theBodyHasToBeCalledJson(String contentType, String error) throws Exception {
    HttpRequest request =
        bare("/v1/ks1/nosuch")
            .header("Token", server.token())
            .header("Content-Type", contentType)
            .build();

    assertThat(errorOf(client.send(request))).isEqualTo(error);
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
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | COMMAND_FIELD_VALUE_INVALID",
        "{\"find\": | REQUEST_NOT_JSON",
        "{\"find\":{\"filter\":{\"a\":1,\"a\":2}}} | REQUEST_NOT_JSON",
        "[] | REQUEST_STRUCTURE_MISMATCH",
        "{} | REQUEST_STRUCTURE_MISMATCH",
        "{\"find\":{},\"findOne\":{}} | REQUEST_STRUCTURE_MISMATCH",
        "{\"find\":1} | REQUEST_STRUCTURE_MISMATCH",
        "{\"find\":{\"filter\":[]}} | REQUEST_STRUCTURE_MISMATCH",
        "{\"nosuch\":{}} | COMMAND_UNKNOWN",
        "{\"createCollection\":{\"name\":\"a\"}} | COMMAND_UNKNOWN",
        "{\"find\":{\"nosuch\":1}} | COMMAND_FIELD_UNKNOWN",
        "{\"find\":{\"options\":{\"nosuch\":1}}} | COMMAND_FIELD_UNKNOWN",
        "{\"find\":{\"options\":{\"limit\":0}}} | COMMAND_FIELD_VALUE_INVALID",
        "{\"insertMany\":{}} | COMMAND_FIELD_VALUE_INVALID",
      })
  void aBadBodyIsRefusedEvenBeforeTheCollectionIsLookedFor(String body, String errorCode)
      throws Exception {
    assertThat(errorOf(client.post("/ks1/nosuch", body))).isEqualTo("200 REQUEST/ " + errorCode);
  }

  @Test
  void bytesThatAreNoUtf8AreNoJson() throws Exception {
    byte[] body = "{\"findOne\":{\"filter\":{\"_id\":\"x\"}}}".getBytes(UTF_8);
    body[body.length - 5] = (byte) 0xFF;
    HttpRequest request =
        client.request("/ks1/nosuch").POST(BodyPublishers.ofByteArray(body)).build();

    assertThat(errorOf(client.send(request))).isEqualTo("200 REQUEST/ REQUEST_NOT_JSON");
  }

  @Test
  void namesThatAreNotThereAreRefused() throws Exception {
    assertThat(errorOf(client.post("/ks1/nosuch", FIND)))
        .isEqualTo("200 REQUEST/SCHEMA UNKNOWN_COLLECTION_OR_TABLE");
    assertThat(errorOf(client.post("/nosuch/kv", FIND)))
        .isEqualTo("200 REQUEST/SCHEMA UNKNOWN_KEYSPACE");
    assertThat(errorOf(client.post("/nosuch", "{\"findCollections\":{}}")))
        .isEqualTo("200 REQUEST/SCHEMA UNKNOWN_KEYSPACE");
  }

  @Test
  void thereIsALimitToTheNumberOfCollections() throws Exception {
    try (DataApiServer small = DataApiServer.builder().mostCollections(2).start()) {
      TestClient smallClient = new TestClient(small);
      String create = "{\"createCollection\":{\"name\":\"kv%d\"}}";
      assertThat(smallClient.post("/ks1", create.formatted(1)).body()).contains("\"ok\":1");
      assertThat(smallClient.post("/ks1", create.formatted(2)).body()).contains("\"ok\":1");

      assertThat(errorOf(smallClient.post("/ks1", create.formatted(3))))
          .isEqualTo("200 SERVER/DATABASE TOO_MANY_COLLECTIONS");
      assertThat(smallClient.post("/ks1", create.formatted(2)).body()).contains("\"ok\":1");
      smallClient.post("/ks1", "{\"deleteCollection\":{\"name\":\"kv1\"}}");
      assertThat(smallClient.post("/ks1", create.formatted(3)).body()).contains("\"ok\":1");
    }
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
