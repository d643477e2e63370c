package dev.bytestore.astra;

import dev.bytestore.astra.DataApiException.Error;
import dev.bytestore.internal.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the Data API answers: data, status and errors, of which any may be there.
 *
 * @param httpStatus of the HTTP answer it came in
 * @param bytes how long its text was
 */
record DataApiAnswer(
    int httpStatus, int bytes, Map<?, ?> data, Map<?, ?> status, List<Error> errors) {

  /**
   * The answer that {@code body} spells, or null if it is none of the Data API's.
   *
   * @param body in UTF-8
   * @param isCancelled whether nobody waits for the answer any more
   * @throws java.util.concurrent.CancellationException if {@code isCancelled} says true meanwhile
   */
  static @Nullable DataApiAnswer parse(int httpStatus, byte[] body, BooleanSupplier isCancelled) {
    Object json;
    try {
      json = JsonReader.read(body, isCancelled);
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (!(json instanceof Map<?, ?> answer)
        || !(answer.containsKey("data")
            || answer.containsKey("status")
            || answer.containsKey("errors"))) {
      return null;
    }
    List<Error> errors = list(answer, "errors").stream().map(DataApiAnswer::error).toList();
    return new DataApiAnswer(
        httpStatus, body.length, map(answer, "data"), map(answer, "status"), errors);
  }

  /** Whether parts of the command may have succeeded though others failed. */
  boolean tellsOfDocuments() {
    return status.containsKey("insertedIds") || status.containsKey("documentResponses");
  }

  /** Whether it has what tells that {@code command} was carried out. */
  boolean isOf(Command command) {
    return switch (command.name()) {
      case "find" -> data.get("documents") instanceof List;
      case "findOne" -> data.containsKey("document");
      case "findOneAndReplace" -> status.get("matchedCount") instanceof Number;
      case "insertMany" -> tellsOfDocuments();
      // Who deletes nothing and has more would be asked for ever.
      case "deleteOne", "deleteMany" ->
          status.get("deletedCount") instanceof Long count && (count != 0 || !hasMoreData());
      case "findCollections" -> status.get("collections") instanceof List;
      default -> status.get("ok") instanceof Number;
    };
  }

  /** The documents of a find, of which any can be anything. */
  List<?> documents() {
    return list(data, "documents");
  }

  /** The one document of a command for one, or null if there is none. */
  @Nullable Map<?, ?> document() {
    return data.get("document") instanceof Map<?, ?> document ? document : null;
  }

  /** Where the page after this one begins, or null if this is the last. */
  @Nullable String nextPageState() {
    return data.get("nextPageState") instanceof String state ? state : null;
  }

  /** Whether a deletion has to be repeated for the rest. */
  boolean hasMoreData() {
    return Boolean.TRUE.equals(status.get("moreData"));
  }

  static Map<?, ?> map(Map<?, ?> parent, String field) {
    return parent.get(field) instanceof Map<?, ?> map ? map : Map.of();
  }

  static List<?> list(Map<?, ?> parent, String field) {
    return parent.get(field) instanceof List<?> list ? list : List.of();
  }

  static String text(Map<?, ?> parent, String field) {
    return parent.get(field) instanceof String text ? text : "";
  }

  private static Error error(@Nullable Object json) {
    Map<?, ?> error = json instanceof Map<?, ?> map ? map : Map.of();
    List<String> documentIds = new ArrayList<>();
    list(error, "documentIds").forEach(id -> documentIds.add(String.valueOf(id)));
    return new Error(
        text(error, "errorCode"),
        text(error, "family"),
        text(error, "scope"),
        text(error, "title"),
        text(error, "message"),
        text(error, "id"),
        documentIds);
  }
}
