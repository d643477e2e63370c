package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bytestore.ByteStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedHeadersTest {

  /** The first of these once failed with a bare NumberFormatException. */
  @ParameterizedTest
  @ValueSource(strings = {"99999999999999999999", "-5", "many", "9223372036854775807", ""})
  void anInvalidContentLengthIsAClearFailure(String length) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> serve(server, length));
      thread.setDaemon(true);
      thread.start();
      ByteStore store =
          TestDataApi.storeWithoutSetup(
              AstraDbConnection.builder("http://127.0.0.1:" + server.getLocalPort())
                  .keyspace("ks1")
                  .maxRetries(1));

      ExecutionException failure =
          catchThrowableOfType(
              ExecutionException.class,
              () -> store.mgetAsync(List.of("k")).get(20, TimeUnit.SECONDS));

      assertThat(failure.getCause())
          .isInstanceOf(DataApiException.class)
          .hasMessageContaining("find in ks1.kv");
    }
  }

  private static void serve(ServerSocket server, String length) {
    while (true) {
      try (Socket connection = server.accept()) {
        byte[] request = new byte[4096];
        int ignored = connection.getInputStream().read(request);
        String response =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n{}"
                .formatted(length);
        connection.getOutputStream().write(response.getBytes(US_ASCII));
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }
}
