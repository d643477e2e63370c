package dev.bytestore.langchain4j;

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
public final class FakeProvider implements AutoCloseable {

  private final HttpServer server;
  private final UnaryOperator<String> answers;
  private final List<String> received = new CopyOnWriteArrayList<>();

  public FakeProvider(String answer) {
    this(request -> answer);
  }

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
      byte[] body = answers.apply(request).getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort() + "/v1";
  }

  /** The bodies of all requests. */
  public List<String> received() {
    return received;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
