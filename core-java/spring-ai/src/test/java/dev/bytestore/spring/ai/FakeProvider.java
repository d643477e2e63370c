package dev.bytestore.spring.ai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** The HTTP server of a provider. It responds to each request and records the requests. */
final class FakeProvider implements AutoCloseable {

  private final HttpServer server;
  private final UnaryOperator<String> answers;
  private final List<String> received = new CopyOnWriteArrayList<>();

  /** Starts a server whose responses {@code answers} returns for the bodies of requests. */
  FakeProvider(UnaryOperator<String> answers) {
    this.answers = answers;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      received.add(request);
      String answer = answers.apply(request);
      String type =
          answer.startsWith("data:")
              ? "text/event-stream"
              : answer.contains("\n{") ? "application/x-ndjson" : "application/json";
      exchange.getResponseHeaders().set("Content-Type", type);
      byte[] body = answer.getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The bodies of all requests. */
  List<String> received() {
    return received;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
