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
record DataApiResponse(
    int httpStatus, int bytes, Map<?, ?> data, Map<?, ?> status, List<Error> errors) {

  private static final List<String> ERROR_TEXTS =
      List.of("errorCode", "family", "scope", "title", "message", "id");

  /**
   * The answer that {@code body} spells, or null if it is none of the Data API's.
   *
   * @param body in UTF-8
   * @param isCancelled whether nobody waits for the answer any more
   * @throws java.util.concurrent.CancellationException if {@code isCancelled} says true meanwhile
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

  /** The documents of a find. */
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

  /** How many documents a deletion deleted; -1 if it deleted all without counting them. */
  long deletedCount() {
    return status.get("deletedCount") instanceof Long count ? count : 0;
  }

  /** How many documents a replacement found. */
  int matchedCount() {
    return status.get("matchedCount") instanceof Long count ? Math.toIntExact(count) : 0;
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

  /** The errors, or null if {@code json} is not a list of errors, so the answer is not usable. */
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

  /** Whether all fields that are there have the right type; older servers leave some out. */
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
