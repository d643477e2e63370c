package dev.bytestore.astra;

import dev.bytestore.astra.DataApiException.Error;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What messages say of errors: names, codes and advice, never what a document holds. */
final class ErrorTexts {

  private static final int LONGEST = 100;
  private static final int MOST_CODES = 5;

  private static final String TOKEN_ADVICE =
      "check the token: AstraDatabase's token(...), or credentials(...) where it is not Astra";
  private static final String SIZE_ADVICE =
      "a document may have 4,000,000 characters, but a field of 8,000 bytes at most in a collection"
          + " that indexes it: store less, or use a collection that indexes nothing but _id";
  private static final String SPACE_ADVICE =
      "delete a collection that is no longer needed, or use one that exists";
  private static final String RETRY_ADVICE =
      "nothing was changed by it; it was tried as often as AstraDatabase's maxRetries(...) says";

  private static final Map<String, String> ADVICE =
      Map.of(
          "MISSING_AUTHENTICATION_TOKEN", TOKEN_ADVICE,
          "UNAUTHENTICATED_REQUEST", TOKEN_ADVICE,
          "UNKNOWN_KEYSPACE", "create the keyspace, or name another with keyspace(...)",
          "UNKNOWN_COLLECTION_OR_TABLE",
              "name another with collection(...), or let setupMode SYNC or ASYNC create it",
          "SHRED_DOC_LIMIT_VIOLATION", SIZE_ADVICE,
          "TOO_MANY_COLLECTIONS", SPACE_ADVICE,
          "TOO_MANY_INDEXES_FOR_COLLECTION", SPACE_ADVICE,
          "FAILED_CONCURRENT_OPERATIONS", "other writers were faster; " + RETRY_ADVICE,
          "FAILED_TO_CONNECT_TO_DATABASE", "the database behind the API is down; " + RETRY_ADVICE);

  private static final Map<Integer, String> STATUS_ADVICE =
      Map.of(
          401, TOKEN_ADVICE,
          403, TOKEN_ADVICE,
          404, "check the endpoint and the basePath(...) of AstraDatabase",
          413, "the request is larger than the server takes",
          429, "the server is asked too often: lower maxRequestsInFlight(...)",
          503, "the server is not ready: a hibernated database takes minutes to wake up");

  private ErrorTexts() {}

  static String refused(String request, int httpStatus, List<Error> errors) {
    // A hundred documents can fail for the same reason, and a server can make up any number of
    // codes.
    Map<String, Error> firsts = new LinkedHashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Error error : errors) {
      firsts.putIfAbsent(error.code(), error);
      counts.merge(error.code(), 1, Integer::sum);
    }
    StringBuilder text = new StringBuilder(request).append(" was refused: ");
    String separator = "";
    for (Error first : firsts.values().stream().limit(MOST_CODES).toList()) {
      String code = first.code();
      text.append(separator).append(code.isEmpty() ? "an error without a code" : printable(code));
      int count = counts.getOrDefault(code, 0);
      if (count > 1) {
        text.append(" (").append(count).append(" times)");
      }
      if (!first.title().isEmpty()) {
        text.append(" - ").append(printable(first.title()));
      }
      if (ADVICE.containsKey(code)) {
        text.append(" - ").append(ADVICE.get(code));
      }
      separator = "; ";
    }
    if (firsts.size() > MOST_CODES) {
      text.append("; and %,d other codes".formatted(firsts.size() - MOST_CODES));
    }
    return text.append(" (HTTP ").append(httpStatus).append(")").toString();
  }

  static String notUnderstood(String request, int httpStatus, String problem) {
    String advice =
        STATUS_ADVICE.getOrDefault(
            httpStatus, "something between here and the Data API may have answered in its place");
    return "%s: HTTP %d, %s; %s".formatted(request, httpStatus, problem, advice);
  }

  /** What a server wrote, as far as it can stand in a message. */
  static String printable(String text) {
    boolean isTooLong = text.length() > LONGEST;
    String shown = isTooLong ? text.substring(0, LONGEST) : text;
    String plain = shown.replaceAll("[^\\x20-\\x7e]", "?");
    return isTooLong ? plain + "..." : plain;
  }
}
