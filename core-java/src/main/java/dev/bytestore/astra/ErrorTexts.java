package dev.bytestore.astra;

import dev.bytestore.astra.DataApiException.Error;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What messages say of errors: names, codes and advice, never what a document holds. */
final class ErrorTexts {

  private static final int LONGEST = 100;

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
    // A hundred documents can fail for one and the same reason.
    Map<String, Long> kinds =
        errors.stream()
            .collect(Collectors.groupingBy(Error::code, LinkedHashMap::new, Collectors.counting()));
    StringBuilder text = new StringBuilder(request).append(" was refused: ");
    String separator = "";
    for (Map.Entry<String, Long> kind : kinds.entrySet()) {
      String code = kind.getKey();
      Error first = errors.stream().filter(e -> e.code().equals(code)).findFirst().orElseThrow();
      text.append(separator).append(code.isEmpty() ? "an error without a code" : printable(code));
      if (kind.getValue() > 1) {
        text.append(" (").append(kind.getValue()).append(" times)");
      }
      if (!first.title().isEmpty()) {
        text.append(" - ").append(printable(first.title()));
      }
      if (ADVICE.containsKey(code)) {
        text.append(" - ").append(ADVICE.get(code));
      }
      separator = "; ";
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
    String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "..." : plain;
  }
}
