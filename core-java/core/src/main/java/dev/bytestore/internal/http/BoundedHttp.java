package dev.bytestore.internal.http;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.bytestore.internal.Futures;
import java.net.ProtocolException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** HTTP in bounded time and memory. */
public final class BoundedHttp {

  private BoundedHttp() {}

  /**
   * Sends {@code request} and reads its response, if that has {@code maxBytes} at most. A response
   * arrives even while no thread of the JVM's common pool is free. A failure before the headers of
   * the response, such as a refused connection, needs such a thread, as the JDK's client tells it
   * no other way; while none is free, the timeout ends the wait.
   *
   * @param timeout from the start to the last byte of the response
   * @return fails with what the client fails with, with a {@link ProtocolException} if the
   *     response's Content-Length is not a valid number, or with a {@link
   *     java.util.concurrent.TimeoutException}; completes on a thread of the client, of the common
   *     pool, or of the JVM's timers, so nothing that takes long may follow there; when it is
   *     cancelled or timed out, the exchange is given up
   */
  public static CompletableFuture<BoundedResponse> send(
      HttpClient client, HttpRequest request, int maxBytes, Duration timeout) {
    // Not the request's own timeout, which ends with the headers of the response on older JDKs. The
    // thread of the JVM's timers is never one of the common pool's workers (JDK 17 to 25).
    CompletableFuture<BoundedResponse> answer =
        new CompletableFuture<BoundedResponse>()
            .orTimeout(NANOSECONDS.convert(timeout), NANOSECONDS);
    try {
      var exchange = client.sendAsync(request, BoundedBody.ofAtMost(maxBytes, answer));
      var unused =
          exchange.whenComplete(
              (response, failure) -> {
                if (failure == null) {
                  answer.complete(response.body());
                } else {
                  answer.completeExceptionally(readable(Futures.unwrap(failure)));
                }
              });
      var unusedToo =
          answer.whenComplete(
              (received, failure) -> {
                if (failure != null) { // otherwise the connection stays open for the next request
                  exchange.cancel(true);
                }
              });
    } catch (Throwable e) { // such as a rejection by the client's executor
      answer.completeExceptionally(e);
    }
    return answer;
  }

  /** The JDK's client fails with a bare NumberFormatException for an invalid Content-Length. */
  private static Throwable readable(Throwable failure) {
    if (failure instanceof NumberFormatException) {
      ProtocolException problem =
          new ProtocolException("the response has a Content-Length that is not a valid number");
      problem.initCause(failure);
      return problem;
    }
    return failure;
  }
}
