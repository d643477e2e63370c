package dev.bytestore.astra;

import dev.bytestore.astra.DataApiException.Error;
import dev.bytestore.internal.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A response of the Data API. Data, status and errors are empty if the response does not have them.
 *
 * @param bytes the length of the JSON text
 */
record DataApiResponse(
    int httpStatus, int bytes, Map<?, ?> data, Map<?, ?> status, List<Error> errors) {

  private static final List<String> ERROR_TEXTS =
      List.of("errorCode", "family", "scope", "title", "message", "id");

  /**
   * Parses {@code body}; returns null if it is not a response of the Data API.
   *
   * @param body JSON in UTF-8
   * @param isCancelled whether nobody waits for the response any more
   * @throws java.util.concurrent.CancellationException if {@code isCancelled} becomes true
   */
  static @Nullable DataApiResponse parse(int httpStatus, byte[] body, BooleanSupplier isCancelled) {
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
    List<Error> errors = errors(answer.get("errors"));
    return errors == null
        ? null
        : new DataApiResponse(
            httpStatus, body.length, map(answer, "data"), map(answer, "status"), errors);
  }

  /** The documents that a {@code find} returned. */
  List<?> documents() {
    return list(data, "documents");
  }

  /** The document that a command for a single document returned, or null. */
  @Nullable Map<?, ?> document() {
    return data.get("document") instanceof Map<?, ?> document ? document : null;
  }

  /** The page state with which to request the next page, or null if this page is the last. */
  @Nullable String nextPageState() {
    return data.get("nextPageState") instanceof String state ? state : null;
  }

  /** The number of deleted documents; -1 if the server deleted all without counting them. */
  long deletedCount() {
    return status.get("deletedCount") instanceof Long count ? count : 0;
  }

  /** The number of documents that a replacement found. */
  int matchedCount() {
    return status.get("matchedCount") instanceof Long count ? Math.toIntExact(count) : 0;
  }

  /** Whether a deletion has to be repeated, because more documents match. */
  boolean hasMoreData() {
    return Boolean.TRUE.equals(status.get("moreData"));
  }

  static Map<?, ?> map(Map<?, ?> parent, String field) {
    return parent.get(field) instanceof Map<?, ?> map ? map : Map.of();
  }

  static List<?> list(Map<?, ?> parent, String field) {
    return parent.get(field) instanceof List<?> list ? list : List.of();
  }

  /** The errors, or null if {@code json} is not a list of errors: then the response is invalid. */
  private static @Nullable List<Error> errors(@Nullable Object json) {
    if (json == null) {
      return List.of();
    }
    if (!(json instanceof List<?> list)) {
      return null;
    }
    List<Error> errors = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> fields && isError(fields))) {
        return null;
      }
      errors.add(error(fields));
    }
    return errors;
  }

  /** Whether all fields have the right type. Older servers leave some out. */
  private static boolean isError(Map<?, ?> fields) {
    Object ids = fields.get("documentIds");
    return ERROR_TEXTS.stream().allMatch(name -> isTextOrNull(fields.get(name)))
        && (ids == null
            || (ids instanceof List<?> list && list.stream().allMatch(String.class::isInstance)));
  }

  private static boolean isTextOrNull(@Nullable Object json) {
    return json == null || json instanceof String;
  }

  private static Error error(Map<?, ?> fields) {
    return new Error(
        text(fields, "errorCode"),
        text(fields, "family"),
        text(fields, "scope"),
        text(fields, "title"),
        text(fields, "message"),
        text(fields, "id"),
        list(fields, "documentIds").stream().map(String.class::cast).toList());
  }

  private static String text(Map<?, ?> parent, String field) {
    return parent.get(field) instanceof String text ? text : "";
  }
}
