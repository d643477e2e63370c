package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors of a real server while its database has a problem. */
class DataApiTroubleTest {

  private static final String INSERT =
      "{\"insertMany\":{\"documents\":[{\"_id\":\"a\"},{\"_id\":\"b\"},{\"_id\":\"c\"}],"
          + "\"options\":{\"returnDocumentResponses\":%s}}}";

  private final DataApiServer server = DataApiServer.start();
  private final TestClient client = new TestClient(server);

  @BeforeEach
  void createCollection() {
    server.createCollection("kv", "{}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  static Set<String> codes() {
    return DatabaseTrouble.codes();
  }

  @ParameterizedTest
  @MethodSource("codes")
  void troubleOfTheDatabaseFailsACommandAndEachDocumentOfAnInsertion(String code) throws Exception {
    server.fail(2, Fault.trouble(code));

    JsonNode find = client.run("kv", "{\"find\":{}}");
    JsonNode insert = client.run("kv", INSERT.formatted(false));

    assertThat(find.has("data")).isFalse();
    assertThat(find.at("/errors/0/errorCode").asText()).isEqualTo(code);
    assertThat(find.at("/errors/0/family").asText()).isEqualTo("SERVER");
    assertThat(find.at("/errors/0/scope").asText()).isEqualTo("DATABASE");
    assertThat(find.at("/errors/0/title").asText()).isNotEmpty();
    assertThat(insert.at("/status/insertedIds").isEmpty()).isTrue();
    assertThat(insert.path("errors").findValuesAsText("errorCode"))
        .containsExactly(code, code, code);
    assertThat(server.documents("kv")).isEmpty();
  }

  @Test
  void aGivenNumberOfDocumentsOfAnInsertionCanFail() throws Exception {
    server.fail(Fault.trouble("TIMEOUT_WRITING_DATA", 2));

    JsonNode insert = client.run("kv", INSERT.formatted(true));

    assertThat(insert.path("errors").findValuesAsText("errorCode"))
        .containsExactly("TIMEOUT_WRITING_DATA");
    assertThat(insert.at("/errors/0/documentIds")).hasSize(2);
    assertThat(insert.at("/status/documentResponses").findValuesAsText("status"))
        .containsExactlyInAnyOrder("ERROR", "ERROR", "OK");
    assertThat(server.documents("kv")).hasSize(1);
  }

  @Test
  void aBodyOfMoreThan20MegabytesGetsItsConnectionCut() throws Exception {
    byte[] rest = new byte[DataApiRequest.LARGEST_BODY + (4 << 20)];
    Arrays.fill(rest, (byte) ' ');
    URI uri = URI.create(server.endpoint());
    String answer = "";
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /v1/ks1/kv HTTP/1.1\r\nHost: a\r\nToken: %s\r\nContent-Length: %d\r\n\r\n"
              .formatted(server.token(), rest.length)
              .getBytes(UTF_8));
      out.write(rest);
      answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|aborted).*");
    }
    assertThat(answer).isEmpty();
    assertThat(server.requests()).hasSize(1);
    assertThat(server.requests().get(0).body()).isEmpty();
    assertThat(server.openRequests()).isZero();
  }
}
