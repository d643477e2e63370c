package dev.bytestore.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** An HTTPS server on this machine that sends the responses of a test and records the requests. */
public final class HttpsStandIn implements AutoCloseable {

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  public HttpsStandIn(SSLContext sslContext) {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(sslContext));
    server.setExecutor(threads);
    server.start();
  }

  public HttpsStandIn on(String path, int status, byte[] body) {
    return on(
        path,
        exchange -> {
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  public HttpsStandIn on(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          requests.add(described(exchange));
          handler.handle(exchange);
        });
    return this;
  }

  private static String described(HttpExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    return authorization == null ? request : request + " " + authorization;
  }

  /** The method, the path, and the Authorization header if there is one. */
  public List<String> requests() {
    return requests;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url(String path) {
    return "https://localhost:%d%s".formatted(port(), path);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
