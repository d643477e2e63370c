package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.testing.HttpsStandIn;
import dev.bytestore.testing.TestCertificates;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, which Astra DB requires: the user's HTTP client decides which certificates it trusts. */
class AstraHttpsTest {

  private final HttpClient plain = HttpClient.newHttpClient();
  private DataApiServer server;
  private HttpsStandIn front;
  private TestCertificates certificates;

  @BeforeEach
  void start(@TempDir Path directory) {
    certificates = TestCertificates.make(directory);
    server = DataApiServer.start();
    front = new HttpsStandIn(certificates.sslContext()).on("/", this::forward);
  }

  @AfterEach
  void close() {
    front.close();
    server.close();
  }

  private void forward(HttpExchange exchange) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.endpoint() + exchange.getRequestURI()))
            .header("Content-Type", "application/json")
            .header("Token", exchange.getRequestHeaders().getFirst("Token"))
            .POST(HttpRequest.BodyPublishers.ofInputStream(exchange::getRequestBody))
            .build();
    byte[] answer = plain.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).join().body();
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private AstraDbConnection.Builder connection() {
    return AstraDbConnection.builder(front.url(""))
        .keyspace(server.keyspace())
        .token(server.token());
  }

  @Test
  void aServerThatTheHttpClientTrustsIsAsked() {
    HttpClient trusting = HttpClient.newBuilder().sslContext(certificates.sslContext()).build();
    BlockingByteStore store =
        AstraDbByteStore.builder(connection().httpClient(trusting).build())
            .collection("kv")
            .build()
            .blocking();

    store.mset(Map.of("k", "value".getBytes(UTF_8)));

    assertThat(store.mget(List.of("k"))).containsExactly("value".getBytes(UTF_8));
    assertThat(front.requests()).hasSize(3);
  }

  @Test
  void aServerThatIsNotTrustedIsNeitherAskedNorTriedAgain() {
    AstraDbByteStore.Builder store =
        AstraDbByteStore.builder(connection().build()).collection("kv");

    assertThatThrownBy(store::build)
        .isInstanceOf(DataApiException.class)
        .hasCauseInstanceOf(SSLHandshakeException.class)
        .hasMessageContainingAll("localhost:" + front.port(), "SSLHandshakeException");
    assertThat(front.requests()).isEmpty();
    assertThat(server.requests()).isEmpty();
  }
}
