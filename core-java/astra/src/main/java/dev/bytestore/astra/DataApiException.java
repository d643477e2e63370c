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
 * A command of the Data API failed: the server refused it, something on the way answered in its
 * place, or no answer came.
 *
 * <p>Branch on {@link #errorCodes()} and {@link #httpStatus()}: texts change. The message names the
 * command, the collection and the codes, and says what to do where that is known. The server's own
 * words, which may quote keys, are in {@link Error#message()} only.
 */
public final class DataApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int MOST_CODES = 5;

  private final int httpStatus;

  @SuppressWarnings("serial") // always a serializable list
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

  /** The server's errors came in the body of an answer. */
  static DataApiException refused(
      String request, int httpStatus, List<Error> errors, @Nullable Duration retryAfter) {
    return new DataApiException(
        refusal(request, httpStatus, errors), httpStatus, errors, retryAfter, false, null);
  }

  private static String refusal(String request, int httpStatus, List<Error> errors) {
    // A hundred documents can fail for the same reason, and a server can make up any number of
    // codes.
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

  /** There was an answer, but none of the Data API's. */
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

  /** The answer was longer than {@code limit} bytes and was not read to its end. */
  static DataApiException tooLong(String request, int httpStatus, int limit) {
    String message =
        "%s: the answer has more than %,d bytes, which is more than is read"
            .formatted(request, limit);
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
        "the call waited for its turn until no time was left to send it; %s(...) is %s"
            .formatted(limit.option(), ErrorTexts.seconds(limit.total()));
    return unanswered(request, problem, new TimeoutException("no time left"));
  }

  /** There was no answer. */
  static DataApiException unanswered(String request, String problem, Throwable cause) {
    return new DataApiException(
        "%s: %s".formatted(request, problem), 0, List.of(), null, false, cause);
  }

  /** A failure of one caller's own, out of one that several have in common. */
  static Throwable copyOfFailure(Throwable failure) {
    return Failures.copyOf(
        failure, shared -> shared instanceof DataApiException e ? e.copy() : shared);
  }

  private DataApiException copy() {
    return withMessage(String.valueOf(getMessage()));
  }

  /**
   * This failure as the outcome of a request, with a message that also says how often and for how
   * long the request was tried.
   */
  DataApiException after(int attempts, Duration elapsed, TimeLimit limit) {
    String history = ErrorTexts.history(attempts, elapsed, limit, retryAfter);
    return history.isEmpty() ? this : withMessage(getMessage() + history);
  }

  private DataApiException withMessage(String message) {
    return new DataApiException(message, httpStatus, errors, retryAfter, tooLong, getCause());
  }

  /** The status of the HTTP answer, or 0 if none came. Most errors come with 200. */
  public int httpStatus() {
    return httpStatus;
  }

  /** What the server said was wrong, in its order; empty if it was not it that answered. */
  public List<Error> errors() {
    return errors;
  }

  /** The codes of {@link #errors()}, in their order. */
  public List<String> errorCodes() {
    return errors.stream().map(Error::code).toList();
  }

  /** How long the server asked to wait, if it did. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** Whether fewer documents might have made an answer that can be read. */
  boolean isTooLong() {
    return tooLong;
  }

  /**
   * One error of an answer. What an older server leaves out is empty.
   *
   * @param code such as {@code UNKNOWN_COLLECTION_OR_TABLE}
   * @param family {@code REQUEST} or {@code SERVER}
   * @param scope such as {@code DOCUMENT}, within the family
   * @param title what the code means, in words
   * @param message the server's own words, which may quote keys: not for a log
   * @param id by which the server's operators find the error
   * @param documentIds the documents it is about, as texts
   */
  @SuppressWarnings("JavaLangClash") // the Data API calls it so, and it is always qualified
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

    /** Without the server's message and the documents' ids. */
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
