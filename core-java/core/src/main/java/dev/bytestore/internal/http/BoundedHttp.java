package dev.bytestore.internal.http;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.bytestore.internal.Futures;
import java.net.ProtocolException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends HTTP requests with limits on time and memory. */
public final class BoundedHttp {

  private BoundedHttp() {}

  /**
   * Sends {@code request} and reads its response. The body of the result is null if it would have
   * more than {@code maxBytes}.
   *
   * <p>A response arrives even if no thread of the JVM's common pool is free. A failure before the
   * headers of the response, such as a refused connection, needs such a thread, because the JDK's
   * client reports it in no other way. If none is free, the timeout ends the wait.
   *
   * @param timeout the time from the start to the last byte of the response
   * @return a future that fails with the exception of the client, with a {@link ProtocolException}
   *     if the Content-Length of the response is not a valid number, or with a {@link
   *     java.util.concurrent.TimeoutException}. It completes on a thread of the client, of the
   *     common pool, or of the JVM's timer, so a continuation must not take long. If it is
   *     cancelled or times out, the exchange is cancelled
   */
  public static CompletableFuture<BoundedResponse> send(
      HttpClient client, HttpRequest request, int maxBytes, Duration timeout) {
    // The timeout of the request itself covers only the headers of the response on older JDKs. The
    // JVM's timer thread does not belong to the common pool (JDK 17 to 25).
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
                if (failure != null) { // else the connection stays open for the next request
                  exchange.cancel(true);
                }
              });
    } catch (Throwable e) { // such as a rejection by the client's executor
      answer.completeExceptionally(e);
    }
    return answer;
  }

  /**
   * Replaces the NumberFormatException of the JDK's client for an invalid Content-Length, whose
   * message does not say what it is about.
   */
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
