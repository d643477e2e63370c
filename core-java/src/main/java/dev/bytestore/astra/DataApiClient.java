package dev.bytestore.astra;

import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.http.BoundedHttp;
import dev.bytestore.internal.http.BoundedHttp.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/**
 * Sends commands over HTTP, again where that helps, and makes answers or failures of what comes.
 */
final class DataApiClient {

  /**
   * The longest answer that is read, in bytes. A single document is shorter, as its text has no
   * more than 4,000,000 characters.
   */
  static final int MAX_ANSWER_BYTES = 1 << 24;

  private final AstraDatabase database;
  private final HttpClient httpClient;
  private final Executor executor;
  private final RetryPolicy retryPolicy;

  DataApiClient(AstraDatabase database, HttpClient httpClient, Executor executor, int maxRetries) {
    this.database = database;
    this.httpClient = httpClient;
    this.executor = executor;
    this.retryPolicy = new RetryPolicy(maxRetries);
  }

  /**
   * One command and where it goes.
   *
   * @param target how messages name it
   * @param timeout for one attempt, from its start to the last byte of the answer
   */
  record Request(URI uri, String target, Command command, Duration timeout) {

    String description() {
      return command.name() + " in " + target;
    }
  }

  /**
   * The answer to {@code request}. One that tells of single documents may hold errors; of any other
   * the errors are thrown. When {@code cancellation} is set, no further attempt is made.
   *
   * @return fails with a {@link DataApiException}; completes on a thread of the HTTP client or on
   *     the executor
   */
  CompletableFuture<DataApiAnswer> send(Request request, Cancellation cancellation) {
    CompletableFuture<DataApiAnswer> result = new CompletableFuture<>();
    attempt(request, cancellation, 1, result);
    return result;
  }

  private void attempt(
      Request request,
      Cancellation cancellation,
      int attempts,
      CompletableFuture<DataApiAnswer> result) {
    exchange(request)
        .thenApply(response -> answer(request, response))
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                result.complete(answer);
                return;
              }
              Throwable cause = Futures.unwrap(failure);
              Duration delay =
                  cause instanceof DataApiException problem && !cancellation.isCancelled()
                      ? retryPolicy.delayAfter(attempts, problem)
                      : null;
              if (delay == null) {
                // A timeout is told by a thread that all of the JVM's timers share.
                Futures.execute(executor, () -> result.completeExceptionally(cause));
                return;
              }
              // An executor that was shut down must not swallow the call.
              delayedExecutor(delay.toNanos(), NANOSECONDS, task -> Futures.execute(executor, task))
                  .execute(
                      () -> {
                        if (cancellation.isCancelled()) {
                          result.completeExceptionally(cause);
                        } else {
                          attempt(request, cancellation, attempts + 1, result);
                        }
                      });
            });
  }

  /** One attempt: an HTTP answer of any kind, or the failure to get one. */
  private CompletableFuture<Answer> exchange(Request request) {
    HttpRequest httpRequest;
    try {
      httpRequest = httpRequest(request);
    } catch (Throwable e) { // an error too, of a token's supplier, must end the call
      return CompletableFuture.failedFuture(e);
    }
    return BoundedHttp.send(httpClient, httpRequest, MAX_ANSWER_BYTES, request.timeout())
        .exceptionallyCompose(
            failure -> {
              Throwable cause = Futures.unwrap(failure);
              return CompletableFuture.failedFuture(
                  DataApiException.unanswered(
                      request.description(), problem(request, cause), cause));
            });
  }

  private HttpRequest httpRequest(Request request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.uri())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", database.userAgent())
            .POST(BodyPublishers.ofByteArray(request.command().body()));
    if (request.uri().getScheme().equals("http")) {
      // Without TLS there is no way to agree on HTTP/2 but an upgrade with every new connection.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    String token = database.token().text();
    if (token != null) {
      builder.header("Token", token);
    }
    return builder.build();
  }

  private static String problem(Request request, Throwable cause) {
    String server = request.uri().getHost() + ":" + request.uri().getPort();
    if (cause instanceof TimeoutException) {
      return "no complete answer from %s within %s; a longer requestTimeout(...) may help"
          .formatted(request.uri().getHost(), request.timeout());
    }
    return "no answer from %s (%s); check the endpoint, and that the server can be reached"
        .formatted(
            request.uri().getPort() < 0 ? request.uri().getHost() : server,
            cause.getClass().getSimpleName());
  }

  private static DataApiAnswer answer(Request request, Answer httpAnswer) {
    HttpResponse<?> response = httpAnswer.response();
    int httpStatus = response.statusCode();
    byte[] body = httpAnswer.body();
    if (body == null) {
      throw DataApiException.tooLong(request.description(), httpStatus, MAX_ANSWER_BYTES);
    }
    Duration retryAfter = RetryAfter.of(response.headers());
    DataApiAnswer answer = DataApiAnswer.parse(httpStatus, body);
    if (answer == null
        || (answer.errors().isEmpty() && (httpStatus != 200 || !answer.isOf(request.command())))) {
      throw DataApiException.notUnderstood(
          request.description(), httpStatus, kind(response, body.length), retryAfter);
    }
    if (!answer.errors().isEmpty() && !answer.tellsOfDocuments()) {
      throw DataApiException.refused(
          request.description(), httpStatus, answer.errors(), retryAfter);
    }
    return answer;
  }

  private static String kind(HttpResponse<?> response, int bytes) {
    if (bytes == 0) {
      return "without a body";
    }
    String type = response.headers().firstValue("Content-Type").orElse("no content type");
    boolean isJson = type.startsWith("application/json");
    return isJson
        ? "with %,d bytes that are no complete answer of the Data API".formatted(bytes)
        : "with %,d bytes of %s, not the Data API's JSON".formatted(bytes, printable(type));
  }

  /** {@code header}, which anyone may have written, as far as it can stand in a message. */
  private static String printable(String header) {
    String text = header.replaceAll("[^\\x20-\\x7e]", "?");
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
