package dev.bytestore.astra;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a response is a success. It must have HTTP status 200, contain everything that
 * the command promises, and contain nothing that contradicts this. Unknown fields are ignored,
 * because servers may add some.
 */
final class ResponseCheck {

  private static final int SUCCESS = 200;

  private ResponseCheck() {}

  /**
   * The reason why {@code answer} is not a success of {@code command}. It quotes nothing of the
   * response.
   *
   * @return null if it is a success, or if it is the response to an insertion and says for each
   *     document whether it was inserted
   */
  static @Nullable String problem(DataApiResponse answer, Command command) {
    if (answer.httpStatus() != SUCCESS) {
      return "its HTTP status is not 200";
    }
    if (command.name().equals("insertMany")) {
      return InsertOutcome.of(command.ids(), answer) == null
          ? "it does not name each document exactly once"
          : null;
    }
    if (!answer.errors().isEmpty()) {
      return "it has errors";
    }
    return switch (command.name()) {
      case "find" -> find(answer, command.ids());
      case "findOne" -> findOne(answer, command.ids());
      case "findOneAndReplace" -> replacement(answer, command.ids());
      case "deleteOne", "deleteMany" -> deletion(answer, command.ids());
      case "findCollections" -> collections(answer);
      default -> isCount(answer.status().get("ok"), 1, 1) ? null : "status.ok is not 1";
    };
  }

  private static @Nullable String find(DataApiResponse answer, List<String> ids) {
    if (!(answer.data().get("documents") instanceof List<?> documents)) {
      return "data.documents is not a list";
    }
    // The last page has null. If the field is missing, pages may be missing too.
    if (!answer.data().containsKey("nextPageState") || !isPageState(answer)) {
      return "data.nextPageState is neither a page state nor null";
    }
    Set<String> unseen = new HashSet<>(ids);
    for (Object document : documents) {
      if (!(document instanceof Map<?, ?> fields) || !fields.containsKey("_id")) {
        return "a document has no _id";
      }
      if (!ids.isEmpty() && !(fields.get("_id") instanceof String id && unseen.remove(id))) {
        return "a document was not requested, or appears twice";
      }
    }
    return null;
  }

  private static boolean isPageState(DataApiResponse answer) {
    Object state = answer.data().get("nextPageState");
    return state == null || (state instanceof String text && !text.isEmpty());
  }

  private static @Nullable String findOne(DataApiResponse answer, List<String> ids) {
    if (!answer.data().containsKey("document")) {
      return "data.document is missing";
    }
    Object document = answer.data().get("document");
    return document == null || isOneOf(ids, document) ? null : "the document was not requested";
  }

  private static boolean isOneOf(List<String> ids, @Nullable Object document) {
    return document instanceof Map<?, ?> fields
        && fields.get("_id") instanceof String id
        && ids.contains(id);
  }

  /**
   * Checks the replacement of one document, which was either found or inserted. If another client
   * writes it first, the server reads it again and replaces it, but {@code matchedCount} still says
   * what the server found the first time.
   */
  private static @Nullable String replacement(DataApiResponse answer, List<String> ids) {
    Map<?, ?> status = answer.status();
    Object upsertedId = status.get("upsertedId");
    Object document = answer.data().get("document");
    boolean isReplaced =
        isCount(status.get("matchedCount"), 0, 1)
            && isCount(status.get("modifiedCount"), 0, 1)
            && upsertedId == null
            && isOneOf(ids, document);
    boolean isInserted =
        isCount(status.get("matchedCount"), 0, 0)
            && isCount(status.get("modifiedCount"), 0, 0)
            && upsertedId instanceof String id
            && ids.contains(id)
            && document == null;
    return isReplaced || isInserted ? null : "it does not say that the document was written";
  }

  /**
   * Whether another client deleted the document while the server replaced it. Nothing was written
   * then, and a retry helps.
   */
  static boolean isOvertaken(DataApiResponse answer, Command command) {
    return command.name().equals("findOneAndReplace")
        && answer.httpStatus() == SUCCESS
        && answer.errors().isEmpty()
        && answer.data().containsKey("document")
        && answer.data().get("document") == null
        && isCount(answer.status().get("matchedCount"), 0, 1)
        && isCount(answer.status().get("modifiedCount"), 0, 0)
        && !answer.status().containsKey("upsertedId");
  }

  /** Checks a deletion of {@code ids}; if these are empty, of all documents. */
  private static @Nullable String deletion(DataApiResponse answer, List<String> ids) {
    Object count = answer.status().get("deletedCount");
    if (!isCount(count, ids.isEmpty() ? -1 : 0, ids.isEmpty() ? Long.MAX_VALUE : ids.size())) {
      return "status.deletedCount is not a possible number of documents";
    }
    Object moreData = answer.status().get("moreData");
    if (moreData != null && !(moreData instanceof Boolean)) {
      return "status.moreData is neither true nor false";
    }
    // If a deletion that deletes nothing were repeated, that would never end.
    return answer.hasMoreData() && !isCount(count, 1, Long.MAX_VALUE)
        ? "more documents match, but none was deleted"
        : null;
  }

  private static @Nullable String collections(DataApiResponse answer) {
    if (!(answer.status().get("collections") instanceof List<?> collections)) {
      return "status.collections is not a list";
    }
    for (Object collection : collections) {
      if (!(collection instanceof Map<?, ?> fields
          && fields.get("name") instanceof String
          && (fields.get("options") == null || fields.get("options") instanceof Map))) {
        return "a collection has no name, or options that are not an object";
      }
    }
    return null;
  }

  private static boolean isCount(@Nullable Object value, long least, long most) {
    return value instanceof Long count && count >= least && count <= most;
  }
}
