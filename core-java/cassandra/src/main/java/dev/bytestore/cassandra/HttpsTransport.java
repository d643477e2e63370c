package dev.bytestore.cassandra;

import dev.bytestore.internal.CompletionExecutor;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.http.BoundedHttp;
import dev.bytestore.internal.http.BoundedResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * HTTPS with the JDK's client. Redirects are not followed, because they would forward the token.
 * Each request has a timeout, which includes reading the body, and a maximum size of the response.
 */
final class HttpsTransport implements HttpTransport {

  private final HttpClient client;
  private final Duration timeout;
  private final int maxBytes;

  /**
   * Creates a transport.
   *
   * @param sslContext which certificates to trust; null for the JDK's default
   * @param timeout of one request, until its response is complete
   * @param maxBytes the maximum size of a response body
   */
  HttpsTransport(@Nullable SSLContext sslContext, Duration timeout, int maxBytes) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(CompletionExecutor.shared())
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER);
    this.client = (sslContext == null ? builder : builder.sslContext(sslContext)).build();
    this.timeout = timeout;
    this.maxBytes = maxBytes;
  }

  @Override
  public CompletableFuture<Response> send(String method, URI uri, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody());
    headers.forEach(request::header);
    return BoundedHttp.send(client, request.build(), maxBytes, timeout)
        .thenApply(this::whole)
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(readable(failure, uri)));
  }

  private Response whole(BoundedResponse answer) {
    byte[] body = answer.body();
    if (body == null) {
      throw new CompletionException(
          new IOException("the response is larger than %d bytes".formatted(maxBytes)));
    }
    return new Response(answer.statusCode(), body);
  }

  /** Adds the host to the message, but nothing else of the URL, which may contain secrets. */
  private RuntimeException readable(Throwable failure, URI uri) {
    Throwable cause = Futures.unwrap(failure);
    if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
      return new UncheckedIOException(
          new HttpTimeoutException(
              "%s did not respond within %s".formatted(uri.getHost(), timeout)));
    }
    if (cause instanceof IOException e) {
      return new UncheckedIOException(
          "the request to %s failed: %s".formatted(uri.getHost(), e), e);
    }
    if (cause instanceof CancellationException e) {
      return e;
    }
    return new IllegalStateException("the request to %s failed".formatted(uri.getHost()), cause);
  }
}
