package dev.bytestore.astra;

import static java.util.Map.entry;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts for messages: names, codes and advice, but never the contents of documents. */
final class ErrorTexts {

  private static final int LONGEST = 100;

  private static final String TOKEN_ADVICE =
      "check the token of AstraDbConnection: token(...), or credentials(...) for HCD and DSE";
  private static final String SIZE_ADVICE =
      "a document has at most 4,000,000 characters, and an indexed field at most 8,000 bytes: store"
          + " a smaller value, or use a collection that indexes only _id";
  private static final String SPACE_ADVICE =
      "delete a collection that you no longer need, or use an existing one";
  private static final String NOT_REACHED =
      "the Data API did not reach its database: check whether the database runs, then try again";
  private static final String TOO_LATE =
      "the database did not respond to the Data API in time: it is overloaded, or nodes are down";
  private static final String NODES_FAILED =
      "nodes of the database failed: check their logs if this continues";

  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          entry("MISSING_AUTHENTICATION_TOKEN", TOKEN_ADVICE),
          entry("UNAUTHENTICATED_REQUEST", TOKEN_ADVICE),
          entry("UNKNOWN_KEYSPACE", "create the keyspace, or set another one with keyspace(...)"),
          entry(
              "UNKNOWN_COLLECTION_OR_TABLE",
              "set another one with collection(...), or create it with setupMode SYNC or ASYNC"),
          entry("SHRED_DOC_LIMIT_VIOLATION", SIZE_ADVICE),
          entry("TOO_MANY_COLLECTIONS", SPACE_ADVICE),
          entry("TOO_MANY_INDEXES_FOR_COLLECTION", SPACE_ADVICE),
          entry("FAILED_CONCURRENT_OPERATIONS", "other clients write the same document"),
          entry("FAILED_TO_CONNECT_TO_DATABASE", NOT_REACHED),
          entry(
              "FAILED_TO_READ_METADATA",
              "the Data API could not read the database's schema: the database is overloaded, or"
                  + " the token lacks a permission"),
          entry(
              "UNEXPECTED_DRIVER_ERROR",
              "the Data API did not reach its database, or the database dropped the query: check"
                  + " whether the database runs, then try again"),
          entry("UNAVAILABLE_DATABASE", "too few nodes of the database are up: try again later"),
          entry("TIMEOUT_READING_DATA", TOO_LATE),
          entry("TIMEOUT_WRITING_DATA", TOO_LATE),
          entry("FAILED_READ_REQUEST", NODES_FAILED),
          entry("FAILED_WRITE_REQUEST", NODES_FAILED),
          entry("FAILED_COMPARE_AND_SET", NODES_FAILED),
          entry("FAILED_TRUNCATION", "deleting all documents needs all nodes of the database up"));

  private static final Map<Integer, String> STATUS_ADVICE =
      Map.of(
          401, TOKEN_ADVICE,
          403, TOKEN_ADVICE,
          404, "check the endpoint and the basePath(...) of AstraDbConnection",
          413, "the request is larger than the server accepts",
          429, "the server limits the rate of requests: lower maxRequestsInFlight(...)",
          503, "the server is not ready: a hibernated database takes minutes to wake up");

  private ErrorTexts() {}

  /**
   * The reason for which a server refused a command, and what to do about it.
   *
   * @param count the number of errors with this code
   */
  static String reason(String code, String title, int count) {
    StringBuilder text = new StringBuilder();
    text.append(code.isEmpty() ? "an error without a code" : printable(code));
    if (count > 1) {
      text.append(" (").append(count).append(" times)");
    }
    if (!title.isEmpty()) {
      text.append(" - ").append(printable(title));
    }
    if (ADVICE.containsKey(code)) {
      text.append(" - ").append(ADVICE.get(code));
    }
    return text.toString();
  }

  static String notUnderstood(String request, int httpStatus, String problem) {
    String advice =
        STATUS_ADVICE.getOrDefault(
            httpStatus, "a proxy or another server may have responded instead of the Data API");
    return "%s: HTTP %d, %s; %s".formatted(request, httpStatus, problem, advice);
  }

  /**
   * The end of a message that says how often and for how long a request was tried. Empty if it was
   * tried once, unless the server asked for a longer pause than the time limit allows.
   */
  static String history(
      int attempts, Duration elapsed, TimeLimit limit, @Nullable Duration retryAfter) {
    String allowed = "%s(...) is %s".formatted(limit.option(), seconds(limit.total()));
    if (retryAfter != null && retryAfter.compareTo(limit.total().minus(elapsed)) > 0) {
      return "; tried %s in %s; the server asks for a pause of %s, but %s"
          .formatted(times(attempts), seconds(elapsed), seconds(retryAfter), allowed);
    }
    return attempts == 1
        ? ""
        : "; tried %s in %s; %s".formatted(times(attempts), seconds(elapsed), allowed);
  }

  private static String times(int attempts) {
    return attempts == 1 ? "once" : attempts + " times";
  }

  /** {@code duration} in seconds, such as {@code 1.5 s}. */
  static String seconds(Duration duration) {
    double seconds = NANOSECONDS.convert(duration) / 1e9;
    return String.format(Locale.ROOT, seconds == Math.rint(seconds) ? "%.0f s" : "%.1f s", seconds);
  }

  /** A text of the server, shortened and in printable ASCII, for use in a message. */
  static String printable(String text) {
    boolean isTooLong = text.length() > LONGEST;
    String shown = isTooLong ? text.substring(0, LONGEST) : text;
    String plain = shown.replaceAll("[^\\x20-\\x7e]", "?");
    return isTooLong ? plain + "..." : plain;
  }

  /** Says what an HTTP response is that cannot be understood. */
  static String kindOfBody(HttpHeaders headers, int bytes) {
    if (bytes == 0) {
      return "without a body";
    }
    String type = headers.firstValue("Content-Type").orElse("no content type");
    boolean isJson = type.startsWith("application/json");
    return isJson
        ? "with %,d bytes that are not a complete response of the Data API".formatted(bytes)
        : "with %,d bytes of %s instead of the Data API's JSON".formatted(bytes, printable(type));
  }
}
