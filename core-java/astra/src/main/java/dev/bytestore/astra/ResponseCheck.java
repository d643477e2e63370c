package dev.bytestore.astra;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an answer is a success. It is one only if it came with HTTP 200, contains
 * everything that its command promises, and contains nothing that contradicts this. Servers may add
 * fields, so unknown fields are ignored.
 */
final class ResponseCheck {

  private static final int SUCCESS = 200;

  private ResponseCheck() {}

  /**
   * Why {@code answer} is not a success of {@code command}, in words that quote nothing of it.
   *
   * @return null if it is a success; for an insertion also if it says for each document whether it
   *     was inserted
   */
  static @Nullable String problem(DataApiResponse answer, Command command) {
    if (answer.httpStatus() != SUCCESS) {
      return "its HTTP status is not 200";
    }
    if (command.name().equals("insertMany")) {
      return InsertOutcome.of(command.ids(), answer) == null
          ? "it does not account for each document exactly once"
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
    // A server writes null after the last page. Without the field, pages may be missing.
    if (!answer.data().containsKey("nextPageState") || !isPageState(answer)) {
      return "data.nextPageState is neither a page state nor null";
    }
    Set<String> unseen = new HashSet<>(ids);
    for (Object document : documents) {
      if (!(document instanceof Map<?, ?> fields) || !fields.containsKey("_id")) {
        return "a document has no _id";
      }
      if (!ids.isEmpty() && !(fields.get("_id") instanceof String id && unseen.remove(id))) {
        return "a document was not asked for, or comes twice";
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
    return document == null || isOneOf(ids, document) ? null : "the document was not asked for";
  }

  private static boolean isOneOf(List<String> ids, @Nullable Object document) {
    return document instanceof Map<?, ?> fields
        && fields.get("_id") instanceof String id
        && ids.contains(id);
  }

  /**
   * Checks the replacement of one document: either it was found, or it was inserted. If another
   * writer was quicker, the server reads the document again and replaces it, but still counts as
   * matched what it found the first time.
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
   * Whether another writer deleted the document while the server replaced it: nothing was written,
   * and sending the command again helps.
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

  /** Checks a deletion of {@code ids}, or of all documents, which a server may not count. */
  private static @Nullable String deletion(DataApiResponse answer, List<String> ids) {
    Object count = answer.status().get("deletedCount");
    if (!isCount(count, ids.isEmpty() ? -1 : 0, ids.isEmpty() ? Long.MAX_VALUE : ids.size())) {
      return "status.deletedCount is not a possible number of documents";
    }
    Object moreData = answer.status().get("moreData");
    if (moreData != null && !(moreData instanceof Boolean)) {
      return "status.moreData is neither true nor false";
    }
    // Repeating a deletion that deletes nothing would never end.
    return answer.hasMoreData() && !isCount(count, 1, Long.MAX_VALUE)
        ? "it has more data, but deleted nothing"
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
        return "a collection has no name, or options that are no object";
      }
    }
    return null;
  }

  private static boolean isCount(@Nullable Object value, long least, long most) {
    return value instanceof Long count && count >= least && count <= most;
  }
}
