package dev.bytestore.astra;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.bytestore.internal.Cancellation;
import dev.bytestore.internal.Futures;
import dev.bytestore.internal.ResponseExecutor;
import dev.bytestore.internal.http.BoundedHttp;
import dev.bytestore.internal.http.BoundedResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands over HTTP, retries them after temporary failures, and turns HTTP responses into
 * responses of the Data API or exceptions.
 */
final class DataApiClient {

  /**
   * The longest response that is read, in bytes. A response with a single document always fits,
   * because a document has at most 4,000,000 characters.
   */
  static final int MAX_ANSWER_BYTES = 1 << 24;

  /** How long a request may go on after its call was cancelled. */
  static final Duration GRACE = Duration.ofSeconds(2);

  private final HttpClient httpClient;
  private final Token token;
  private final String userAgent;
  private final RetryPolicy retryPolicy;

  DataApiClient(HttpClient httpClient, Token token, String userAgent, int maxRetries) {
    this.httpClient = httpClient;
    this.token = token;
    this.userAgent = userAgent;
    this.retryPolicy = new RetryPolicy(maxRetries);
  }

  /**
   * One command and the address that it is sent to.
   *
   * @param target the keyspace and collection, for messages
   */
  record Request(URI uri, String target, Command command, TimeLimit limit) {

    String description() {
      return command.name() + " in " + target;
    }
  }

  /** Calls {@link #send(Request, long, Cancellation)} with a time limit that starts now. */
  CompletableFuture<DataApiResponse> send(Request request, Cancellation cancellation) {
    return send(request, System.nanoTime(), cancellation);
  }

  /**
   * Sends {@code request}. The response to an {@code insertMany} may contain errors of single
   * documents. If any other response contains errors, the future fails.
   *
   * <p>When {@code cancellation} is set, no further attempt is made. An attempt in flight is
   * aborted only after {@link #GRACE}, because the server fails requests of other clients when a
   * client closes its connection. Its response is not parsed.
   *
   * @param start the start of the time limit, by {@link System#nanoTime}
   * @return the response, or a {@link DataApiException}. The future completes on a thread of the
   *     {@link ResponseExecutor}, when nothing is in flight any more.
   */
  CompletableFuture<DataApiResponse> send(Request request, long start, Cancellation cancellation) {
    Sending sending = new Sending(request, start, cancellation);
    cancellation.cancels(sending.caller);
    sending.attempt(1);
    return sending.result;
  }

  /** One request with all its attempts. */
  private final class Sending {

    private final Request request;
    private final long start;
    private final Cancellation cancellation;
    private final CompletableFuture<DataApiResponse> result = new CompletableFuture<>();

    /** Cancelled when the caller no longer waits for the response. */
    private final CompletableFuture<@Nullable Void> caller = new CompletableFuture<>();

    /** Ends the current attempt or pause early. May run more than once, and after its end. */
    private volatile Runnable onCancellation = () -> {};

    Sending(Request request, long start, Cancellation cancellation) {
      this.request = request;
      this.start = start;
      this.cancellation = cancellation;
      var unused = result.whenComplete((answer, failure) -> caller.complete(null));
      var unusedToo =
          caller.whenComplete(
              (done, cancelled) -> {
                if (cancelled != null) {
                  onCancellation.run();
                }
              });
    }

    void attempt(int attempts) {
      if (caller.isCancelled()) {
        result.cancel(false);
        return;
      }
      Duration timeout =
          request.limit().attemptAfter(elapsedNanos(), request.command().body().length);
      if (timeout.isZero()) { // Not sent: aborting it at once would only burden the server.
        result.completeExceptionally(
            DataApiException.noTimeLeft(request.description(), request.limit()));
        return;
      }
      if (attempts > 1) {
        cancellation.retried();
      }
      CompletableFuture<BoundedResponse> exchange = exchange(timeout);
      whenCancelled(() -> exchange.orTimeout(GRACE.toNanos(), NANOSECONDS));
      Futures.whenDone(
          exchange,
          ResponseExecutor.shared(),
          result,
          (httpResponse, failure) -> answered(attempts, timeout, httpResponse, failure));
    }

    private void whenCancelled(Runnable action) {
      onCancellation = action;
      if (caller.isCancelled()) { // It may have been cancelled before the action was set.
        action.run();
      }
    }

    private void answered(
        int attempts,
        Duration timeout,
        @Nullable BoundedResponse httpResponse,
        @Nullable Throwable failure) {
      if (caller.isCancelled()) {
        result.cancel(false);
        return;
      }
      DataApiResponse answer;
      try {
        if (failure != null) {
          throw unanswered(timeout, failure);
        }
        answer = answer(request, Objects.requireNonNull(httpResponse), caller::isCancelled);
        if (isWorthRetryingAsAWhole(answer)) {
          throw DataApiException.refused(
              request.description(), answer.httpStatus(), answer.errors(), null);
        }
      } catch (Throwable e) {
        failed(attempts, e);
        return;
      }
      result.complete(answer);
    }

    private CompletableFuture<BoundedResponse> exchange(Duration timeout) {
      return Futures.start( // An exception of the token's supplier must fail the call.
              () -> BoundedHttp.send(httpClient, httpRequest(request), MAX_ANSWER_BYTES, timeout))
          .toCompletableFuture();
    }

    private void failed(int attempts, Throwable failure) {
      if (!(failure instanceof DataApiException problem)) {
        result.completeExceptionally(failure);
        return;
      }
      long elapsed = elapsedNanos();
      Duration delay = retryPolicy.delayAfter(attempts, problem, request.limit(), elapsed);
      if (delay == null) {
        result.completeExceptionally(
            problem.after(attempts, Duration.ofNanos(elapsed), request.limit()));
        return;
      }
      CompletableFuture<Boolean> pause =
          new CompletableFuture<Boolean>().completeOnTimeout(true, delay.toNanos(), NANOSECONDS);
      whenCancelled(() -> pause.complete(true));
      Futures.whenDone(
          pause, ResponseExecutor.shared(), result, (done, never) -> attempt(attempts + 1));
    }

    private long elapsedNanos() {
      return System.nanoTime() - start;
    }

    private Throwable unanswered(Duration timeout, Throwable failure) {
      boolean isOfTheWay = failure instanceof IOException || failure instanceof TimeoutException;
      return isOfTheWay
          ? DataApiException.unanswered(
              request.description(), problem(request, timeout, failure), failure)
          : failure;
    }
  }

  private HttpRequest httpRequest(Request request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.uri())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("User-Agent", userAgent)
            .POST(BodyPublishers.ofByteArray(request.command().body()));
    if (request.uri().getScheme().equals("http")) {
      // Without TLS, HTTP/2 would cost an upgrade request for every new connection.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    String text = token.text();
    if (text != null) {
      builder.header("Token", text);
    }
    return builder.build();
  }

  private static String problem(Request request, Duration timeout, Throwable cause) {
    String server = request.uri().getHost() + ":" + request.uri().getPort();
    if (cause instanceof TimeoutException) {
      return ("no complete response from %s within %s: the server hangs or is overloaded, or"
              + " %s(...) or requestTimeout(...) is too short")
          .formatted(
              request.uri().getHost(), ErrorTexts.seconds(timeout), request.limit().option());
    }
    int bytes = request.command().body().length;
    String advice =
        bytes < TimeLimit.LARGE_BODY
            ? "check the endpoint, and whether the server can be reached"
            : ("check whether the server can be reached; the request has %,d bytes, and a server or"
                    + " proxy closes the connection if a request is larger than it accepts")
                .formatted(bytes);
    return "no response from %s (%s); %s"
        .formatted(
            request.uri().getPort() < 0 ? request.uri().getHost() : server,
            cause.getClass().getSimpleName(),
            advice);
  }

  private static DataApiResponse answer(
      Request request, BoundedResponse httpResponse, BooleanSupplier isCancelled) {
    int httpStatus = httpResponse.statusCode();
    byte[] body = httpResponse.body();
    if (body == null) {
      throw DataApiException.tooLong(request.description(), httpStatus, MAX_ANSWER_BYTES);
    }
    Duration retryAfter = RetryAfter.of(httpResponse.headers());
    DataApiResponse answer = DataApiResponse.parse(httpStatus, body, isCancelled);
    String problem =
        answer == null
            ? "it is not JSON with data, status or a list of errors"
            : ResponseCheck.problem(answer, request.command());
    if (answer != null && problem == null) {
      return answer;
    }
    if (answer != null && ResponseCheck.isOvertaken(answer, request.command())) {
      throw DataApiException.overtaken(request.description(), request.command().ids());
    }
    if (answer != null && !answer.errors().isEmpty()) {
      throw DataApiException.refused(
          request.description(), httpStatus, answer.errors(), retryAfter);
    }
    throw DataApiException.notUnderstood(
        request.description(),
        httpStatus,
        ErrorTexts.kindOfBody(httpResponse.headers(), body.length) + ": " + problem,
        retryAfter);
  }

  /**
   * Whether to retry the whole request: for an insertion of which no document was written because
   * of temporary errors, such as a database that is down. If some documents were written, only the
   * others are sent again.
   */
  private static boolean isWorthRetryingAsAWhole(DataApiResponse answer) {
    return !answer.errors().isEmpty()
        && answer.errors().stream().allMatch(RetryPolicy::isSafeToRetry)
        && DataApiResponse.list(answer.status(), "insertedIds").isEmpty()
        && DataApiResponse.list(answer.status(), "documentResponses").stream()
            .noneMatch(
                document -> document instanceof Map<?, ?> of && "OK".equals(of.get("status")));
  }
}
