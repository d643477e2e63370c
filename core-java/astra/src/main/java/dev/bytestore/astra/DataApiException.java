package dev.bytestore.astra;

import static dev.bytestore.astra.ErrorTexts.printable;

import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.Failures;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A command of the Data API failed, because the server refused it or because no usable response
 * arrived. A response is not usable if it is incomplete, contradicts itself, or comes from a proxy
 * instead of the Data API. Failures that may be temporary were already retried, see {@link
 * AstraDbConnection.Builder#maxRetries}.
 *
 * <p>To tell failures apart, look at {@link #errorCodes()} first. Most errors of the Data API have
 * the HTTP status 200. If there are no codes, look at {@link #httpStatus()}:
 *
 * <pre>{@code
 * if (e.errorCodes().contains("UNKNOWN_COLLECTION_OR_TABLE")) { ... } // no such collection
 * if (e.httpStatus() == 401) { ... } // the token is wrong
 * if (e.httpStatus() == 0) { ... } // no response, or a timeout: see e.getCause()
 * }</pre>
 *
 * <p>Do not parse the message, which may change between versions. It names the command, the
 * collection and up to five error codes, and says what to do where that is known. It never contains
 * the server's own messages, which may quote keys. Those are in {@link Error#message()} only. If no
 * response arrived, the cause is an {@link java.io.IOException} or a {@link TimeoutException};
 * otherwise there is none.
 */
public final class DataApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int MOST_CODES = 5;

  private final int httpStatus;

  @SuppressWarnings("serial") // List.copyOf returns a serializable list.
  private final List<Error> errors;

  private final @Nullable Duration retryAfter;
  private final boolean tooLong;

  private DataApiException(
      String message,
      int httpStatus,
      List<Error> errors,
      @Nullable Duration retryAfter,
      boolean tooLong,
      @Nullable Throwable cause) {
    super(message, cause);
    this.httpStatus = httpStatus;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
    this.tooLong = tooLong;
  }

  /** The response contained errors. */
  static DataApiException refused(
      String request, int httpStatus, List<Error> errors, @Nullable Duration retryAfter) {
    return new DataApiException(
        refusal(request, httpStatus, errors), httpStatus, errors, retryAfter, false, null);
  }

  private static String refusal(String request, int httpStatus, List<Error> errors) {
    // Each code is named once: a hundred documents may fail for the same reason. The number of
    // codes is limited too, because a server may send any number of different ones.
    Map<String, Error> firsts = new LinkedHashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Error error : errors) {
      firsts.putIfAbsent(error.code(), error);
      counts.merge(error.code(), 1, Integer::sum);
    }
    StringJoiner reasons = new StringJoiner("; ");
    for (Error first : firsts.values().stream().limit(MOST_CODES).toList()) {
      int count = counts.getOrDefault(first.code(), 0);
      reasons.add(ErrorTexts.reason(first.code(), first.title(), count));
    }
    if (firsts.size() > MOST_CODES) {
      reasons.add("and %,d other codes".formatted(firsts.size() - MOST_CODES));
    }
    return "%s was refused: %s (HTTP %d)".formatted(request, reasons, httpStatus);
  }

  /** The response was not a valid response of the Data API to this command. */
  static DataApiException notUnderstood(
      String request, int httpStatus, String problem, @Nullable Duration retryAfter) {
    return new DataApiException(
        ErrorTexts.notUnderstood(request, httpStatus, problem),
        httpStatus,
        List.of(),
        retryAfter,
        false,
        null);
  }

  /** The response was longer than {@code limit} bytes, so it was not read to its end. */
  static DataApiException tooLong(String request, int httpStatus, int limit) {
    String message =
        "%s: the response has more than %,d bytes, the most that is read".formatted(request, limit);
    return new DataApiException(message, httpStatus, List.of(), null, true, null);
  }

  /** Another writer deleted the document while the server replaced it. */
  static DataApiException overtaken(String request, List<String> documentIds) {
    Error error =
        new Error("FAILED_CONCURRENT_OPERATIONS", "SERVER", "DATABASE", "", "", "", documentIds);
    return refused(request, 200, List.of(error), null);
  }

  /** All of {@code limit} had passed before the request could be sent. */
  static DataApiException noTimeLeft(String request, TimeLimit limit) {
    String problem =
        "the call waited for its turn until no time was left to send the request; %s(...) is %s"
            .formatted(limit.option(), ErrorTexts.seconds(limit.total()));
    return unanswered(request, problem, new TimeoutException("no time left"));
  }

  /** No response arrived. */
  static DataApiException unanswered(String request, String problem, Throwable cause) {
    return new DataApiException(
        "%s: %s".formatted(request, problem), 0, List.of(), null, false, cause);
  }

  /** A copy of a failure that several callers share, so that each caller gets its own object. */
  static Throwable copyOfFailure(Throwable failure) {
    return Failures.copyOf(
        failure, shared -> shared instanceof DataApiException e ? e.copy() : shared);
  }

  private DataApiException copy() {
    return withMessage(String.valueOf(getMessage()));
  }

  /**
   * This failure as the outcome of a request. If the request was tried more than once, the message
   * also says how often and for how long.
   */
  DataApiException after(int attempts, Duration elapsed, TimeLimit limit) {
    String history = ErrorTexts.history(attempts, elapsed, limit, retryAfter);
    return history.isEmpty() ? this : withMessage(getMessage() + history);
  }

  private DataApiException withMessage(String message) {
    return new DataApiException(message, httpStatus, errors, retryAfter, tooLong, getCause());
  }

  /**
   * Returns the HTTP status, or 0 if no response arrived. Most errors of the Data API have status
   * 200, so look at {@link #errorCodes()} first.
   */
  public int httpStatus() {
    return httpStatus;
  }

  /**
   * Returns the errors of the response, in the server's order and in a list that cannot be
   * modified. Empty if no response arrived, or if it had no errors in the format of the Data API.
   */
  public List<Error> errors() {
    return errors;
  }

  /** Returns the codes of {@link #errors()}, in the same order. A code may occur more than once. */
  public List<String> errorCodes() {
    return errors.stream().map(Error::code).toList();
  }

  /** The pause that the server asked for with {@code Retry-After}; null if it did not. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** Whether the response was too long, so that a request for fewer documents may succeed. */
  boolean isTooLong() {
    return tooLong;
  }

  /**
   * One error of a response. If the server left out a field, as older servers do, it is an empty
   * text or list.
   *
   * @param code the error code, such as {@code UNKNOWN_COLLECTION_OR_TABLE}
   * @param family {@code REQUEST} if the request is wrong, or {@code SERVER}
   * @param scope the area within the family, such as {@code DOCUMENT}
   * @param title a short description of the code
   * @param message the server's own message. It may quote keys, so do not log it.
   * @param id the id with which the server's operators find this error in their logs
   * @param documentIds the ids of the documents that the error is about. In a byte store these are
   *     keys, so do not log them.
   */
  @SuppressWarnings("JavaLangClash") // The Data API uses this name, and uses here are qualified.
  public record Error(
      String code,
      String family,
      String scope,
      String title,
      String message,
      String id,
      List<String> documentIds)
      implements Serializable {

    private static final long serialVersionUID = 1L;

    public Error {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(family, "family");
      Objects.requireNonNull(scope, "scope");
      Objects.requireNonNull(title, "title");
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(id, "id");
      documentIds = Arguments.withoutNulls(documentIds, "documentIds");
    }

    /** Leaves out the server's message and the documents' ids, which may quote keys. */
    @Override
    public String toString() {
      return "%s (%s/%s) %s, id %s"
          .formatted(
              printable(code),
              printable(family),
              printable(scope),
              printable(title),
              printable(id));
    }
  }
}
