package dev.bytestore.astra;

import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.ResponseExecutor;
import dev.bytestore.internal.http.BoundedHttp;
import dev.bytestore.internal.http.BoundedHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

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
  private final RetryPolicy retryPolicy;

  DataApiClient(AstraDatabase database, HttpClient httpClient, int maxRetries) {
    this.database = database;
    this.httpClient = httpClient;
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
   * the errors are thrown. When {@code cancellation} is set, the attempt that runs is given up and
   * no further one is made.
   *
   * @return fails with a {@link DataApiException}; completes on a {@link ResponseExecutor}'s
   *     thread, or where it is cancelled
   */
  CompletableFuture<DataApiAnswer> send(Request request, Cancellation cancellation) {
    Sending sending = new Sending(request);
    cancellation.cancels(sending.result);
    sending.attempt(1);
    return sending.result;
  }

  /** One request, sent until it is answered or there is no point in sending it again. */
  private final class Sending {

    private final Request request;
    private final CompletableFuture<DataApiAnswer> result = new CompletableFuture<>();

    Sending(Request request) {
      this.request = request;
    }

    void attempt(int attempts) {
      if (result.isDone()) {
        return;
      }
      CompletableFuture<Answer> exchange = exchange();
      var unused = result.whenComplete((answer, failure) -> exchange.cancel(true));
      Futures.whenDone(
          exchange,
          ResponseExecutor.shared(),
          result,
          (httpAnswer, failure) -> answered(attempts, httpAnswer, failure));
    }

    private void answered(int attempts, @Nullable Answer httpAnswer, @Nullable Throwable failure) {
      if (result.isDone()) { // nobody waits for it
        return;
      }
      DataApiAnswer answer;
      try {
        if (failure != null) {
          throw unanswered(failure);
        }
        answer = answer(request, Objects.requireNonNull(httpAnswer), result::isDone);
      } catch (Throwable e) {
        failed(attempts, e);
        return;
      }
      result.complete(answer);
    }

    private CompletableFuture<Answer> exchange() {
      try {
        return BoundedHttp.send(
            httpClient, httpRequest(request), MAX_ANSWER_BYTES, request.timeout());
      } catch (Throwable e) { // an error too, of a token's supplier, must end the call
        return CompletableFuture.failedFuture(e);
      }
    }

    private void failed(int attempts, Throwable failure) {
      Duration delay =
          failure instanceof DataApiException problem
              ? retryPolicy.delayAfter(attempts, problem)
              : null;
      if (delay == null) {
        result.completeExceptionally(failure);
        return;
      }
      Futures.later(delay.toNanos()).execute(() -> attempt(attempts + 1));
    }

    private Throwable unanswered(Throwable failure) {
      boolean isOfTheWay = failure instanceof IOException || failure instanceof TimeoutException;
      return isOfTheWay
          ? DataApiException.unanswered(request.description(), problem(request, failure), failure)
          : failure;
    }
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

  private static DataApiAnswer answer(
      Request request, Answer httpAnswer, BooleanSupplier isCancelled) {
    int httpStatus = httpAnswer.statusCode();
    byte[] body = httpAnswer.body();
    if (body == null) {
      throw DataApiException.tooLong(request.description(), httpStatus, MAX_ANSWER_BYTES);
    }
    Duration retryAfter = RetryAfter.of(httpAnswer.headers());
    DataApiAnswer answer = DataApiAnswer.parse(httpStatus, body, isCancelled);
    String problem =
        answer == null
            ? "it is none of its answers"
            : AnswerCheck.problem(answer, request.command());
    if (answer != null && problem == null) {
      return answer;
    }
    if (answer != null && !answer.errors().isEmpty()) {
      throw DataApiException.refused(
          request.description(), httpStatus, answer.errors(), retryAfter);
    }
    throw DataApiException.notUnderstood(
        request.description(),
        httpStatus,
        kind(httpAnswer.headers(), body.length) + ": " + problem,
        retryAfter);
  }

  private static String kind(HttpHeaders headers, int bytes) {
    if (bytes == 0) {
      return "without a body";
    }
    String type = headers.firstValue("Content-Type").orElse("no content type");
    boolean isJson = type.startsWith("application/json");
    return isJson
        ? "with %,d bytes that are no complete answer of the Data API".formatted(bytes)
        : "with %,d bytes of %s, not the Data API's JSON"
            .formatted(bytes, ErrorTexts.printable(type));
  }
}
