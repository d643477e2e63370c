package dev.bytestore.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers the first requests that clients send to a Docker engine. It has the images that it is
 * given. It never answers any other request, such as a pull.
 */
final class FakeDockerEngine implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Set<String> images;
  private final boolean answers;

  FakeDockerEngine(boolean answers, String... images) {
    this.answers = answers;
    this.images = Set.of(images);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The value for the environment variable {@code DOCKER_HOST}. */
  String host() {
    return "tcp://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The paths of the requests so far. */
  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(path);
    if (answers && path.endsWith("/_ping")) {
      send(exchange, 200, "OK");
    } else if (answers && path.endsWith("/info")) {
      send(
          exchange, 200, "{\"OSType\": \"linux\", \"ServerVersion\": \"24.0.0\", \"MemTotal\": 1}");
    } else if (answers && path.endsWith("/version")) {
      send(exchange, 200, "{\"ApiVersion\": \"1.43\", \"Version\": \"24.0.0\"}");
    } else if (answers && path.endsWith("/images/json")) {
      String query = exchange.getRequestURI().getQuery();
      boolean has = images.stream().anyMatch(query::contains);
      send(exchange, 200, has ? "[{\"Id\": \"sha256:1\"}]" : "[]");
    } else if (answers && path.contains("/images/") && path.endsWith("/json")) {
      boolean has = images.stream().anyMatch(path::contains);
      send(
          exchange,
          has ? 200 : 404,
          has ? "{\"Id\": \"sha256:1\"}" : "{\"message\": \"No such image\"}");
    } else {
      awaitQuietly();
      exchange.close();
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, isHead ? -1 : bytes.length);
    if (!isHead) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private void awaitQuietly() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
