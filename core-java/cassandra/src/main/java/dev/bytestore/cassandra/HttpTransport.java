package dev.bytestore.cassandra;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Sends one request and gives its whole answer. */
@FunctionalInterface
interface HttpTransport {

  /** Sends a request without a body; a future of the caller's own. */
  CompletableFuture<Response> send(String method, URI uri, Map<String, String> headers);

  /** An answer, whatever its status. */
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
