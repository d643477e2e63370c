package dev.bytestore.internal.http;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.bytestore.internal.Futures;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** HTTP in bounded time and memory. */
public final class BoundedHttp {

  private BoundedHttp() {}

  /**
   * An answer, whatever its status.
   *
   * @param body null if it was longer than was to be read
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Answer(HttpResponse<?> response, byte @Nullable [] body) {}

  /**
   * Sends {@code request} and reads its answer, if that has {@code maxBytes} at most.
   *
   * @param timeout from the start to the last byte of the answer
   * @return fails with what the client fails with, or with a {@link
   *     java.util.concurrent.TimeoutException} on a thread that all timers of the JVM share; when
   *     it is cancelled or timed out, the exchange is given up
   */
  public static CompletableFuture<Answer> send(
      HttpClient client, HttpRequest request, int maxBytes, Duration timeout) {
    CompletableFuture<HttpResponse<BoundedBody.Result>> exchange;
    try {
      exchange = client.sendAsync(request, BoundedBody.ofAtMost(maxBytes));
    } catch (RuntimeException e) { // such as a rejection by the client's executor
      return CompletableFuture.failedFuture(e);
    }
    // Not the request's own timeout, which ends with the headers of the answer on older JDKs.
    CompletableFuture<Answer> answer =
        new CompletableFuture<Answer>().orTimeout(NANOSECONDS.convert(timeout), NANOSECONDS);
    var unused =
        exchange.whenComplete(
            (response, failure) -> {
              if (failure == null) {
                answer.complete(new Answer(response, response.body().bytes()));
              } else {
                answer.completeExceptionally(Futures.unwrap(failure));
              }
            });
    var unusedToo = answer.whenComplete((received, failure) -> exchange.cancel(true));
    return answer;
  }
}
