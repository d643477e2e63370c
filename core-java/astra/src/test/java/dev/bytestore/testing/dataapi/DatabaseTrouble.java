package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The errors that the Data API sends while its database is down, is overloaded or lacks nodes. For
 * an insertion of many documents there is one error for each document; any other command fails as a
 * whole.
 */
final class DatabaseTrouble {

  /** The titles in the server's own list, by code. */
  private static final Map<String, String> TITLES =
      Map.ofEntries(
          Map.entry("FAILED_COMPARE_AND_SET", "Failed database Compare and Set operation"),
          Map.entry(
              "FAILED_CONCURRENT_OPERATIONS",
              "Failed to complete concurrent operations on the database"),
          Map.entry("FAILED_READ_REQUEST", "Failed database request"),
          Map.entry("FAILED_TO_CONNECT_TO_DATABASE", "Data API Failed to connect to the database"),
          Map.entry("FAILED_TO_READ_METADATA", "Data API Failed to read database metadata"),
          Map.entry("FAILED_TRUNCATION", "Failed database Truncate operation"),
          Map.entry("FAILED_WRITE_REQUEST", "Failed database request"),
          Map.entry("TIMEOUT_READING_DATA", "Timeout reading data from the database"),
          Map.entry("TIMEOUT_WRITING_DATA", "Timeout writing data to the database"),
          Map.entry("UNAVAILABLE_DATABASE", "The database is unavailable"),
          Map.entry("UNEXPECTED_DRIVER_ERROR", "Unexpected driver error"));

  private DatabaseTrouble() {}

  static Set<String> codes() {
    return TITLES.keySet();
  }

  /** Selects the first {@code documents} ids, and the same ones when they are sent again. */
  static Predicate<DocumentId> first(int documents) {
    Set<DocumentId> failed = new HashSet<>();
    return id -> failed.contains(id) || (failed.size() < documents && failed.add(id));
  }

  /** The response to a command that had no effect. */
  static Response refusal(String code, DataApiRequest request) {
    return Response.json(200, error(code, request).answer());
  }

  /** {@code answer} with this error in place of the errors of concurrent writes. */
  static Response inPlaceOfContention(String code, DataApiRequest request, Response answer) {
    JsonNode json = Json.parse(new String(answer.body(), UTF_8));
    for (JsonNode error : json.path("errors")) {
      if (error.path("errorCode").asText().equals("FAILED_CONCURRENT_OPERATIONS")) {
        ObjectNode like = (ObjectNode) error(code, request).answer().at("/errors/0");
        for (String field : Set.of("errorCode", "title", "message")) {
          ((ObjectNode) error).set(field, like.get(field));
        }
      }
    }
    return Response.json(answer.status(), json);
  }

  private static CommandRefused error(String code, DataApiRequest request) {
    String title = TITLES.get(code);
    if (title == null) {
      throw new IllegalArgumentException("not an error of the database: " + code);
    }
    String advice =
        code.equals("UNEXPECTED_DRIVER_ERROR")
            ? "Review the Error Message before retrying this request."
            : "It is safe to retry this request.";
    return Errors.database(
        code, title, "The command was sent to %s.\n\n%s".formatted(request.path(), advice));
  }
}
