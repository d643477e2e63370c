package dev.bytestore.cassandra;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Sends an HTTP request and returns the whole response. */
@FunctionalInterface
interface HttpTransport {

  /** Sends a request without a body. Each call returns a new future. */
  CompletableFuture<Response> send(String method, URI uri, Map<String, String> headers);

  /** A response, with any status. */
  final class Response {

    private final int status;
    private final byte[] body;

    Response(int status, byte[] body) {
      this.status = status;
      this.body = body;
    }

    int status() {
      return status;
    }

    byte[] body() {
      return body;
    }
  }
}
