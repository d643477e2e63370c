package dev.bytestore.astra;

import dev.bytestore.astra.DataApiException.Error;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an insertion. Documents are identified by their positions in the request.
 *
 * @param written the documents that were inserted
 * @param toReplace the documents that exist already, and those with an error that may be temporary
 * @param refusals the errors of all other documents
 * @param existing the number of documents that existed already
 */
record InsertOutcome(
    List<Integer> written, List<Integer> toReplace, List<Error> refusals, int existing) {

  private static final String EXISTS = "DOCUMENT_ALREADY_EXISTS";

  /**
   * Reads the outcome for the documents with {@code ids}, which are distinct.
   *
   * @return null unless the response names each of these documents exactly once, as inserted or
   *     with an error, and no other document
   */
  static @Nullable InsertOutcome of(List<String> ids, DataApiResponse answer) {
    // The hash tables hold only our own ids, because a server could send any number of ids with
    // the same hash code.
    Set<String> untold = new HashSet<>(ids);
    Map<String, Error> problems = new HashMap<>();
    boolean isConsistent =
        answer.status().containsKey("documentResponses")
            ? readResponses(answer, untold, problems)
            : readInsertedIds(answer, untold, problems);
    if (!isConsistent || !untold.isEmpty()) {
      return null;
    }
    long existing =
        problems.values().stream().filter(problem -> problem.code().equals(EXISTS)).count();
    InsertOutcome outcome =
        new InsertOutcome(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), Math.toIntExact(existing));
    for (int i = 0; i < ids.size(); i++) {
      outcome.add(i, problems.get(ids.get(i)));
    }
    return outcome;
  }

  /** Reads {@code documentResponses}: each refers to its error by an index into the errors. */
  private static boolean readResponses(
      DataApiResponse answer, Set<String> untold, Map<String, Error> problems) {
    if (answer.status().containsKey("insertedIds")
        || !(answer.status().get("documentResponses") instanceof List<?> responses)) {
      return false;
    }
    Set<Long> used = new HashSet<>();
    for (Object response : responses) {
      if (!(response instanceof Map<?, ?> fields
          && fields.get("_id") instanceof String id
          && untold.remove(id))) {
        return false;
      }
      Object index = fields.get("errorsIdx");
      if ("OK".equals(fields.get("status")) && index == null) {
        continue;
      }
      if (!("ERROR".equals(fields.get("status"))
          && index instanceof Long place
          && place >= 0
          && place < answer.errors().size())) {
        return false;
      }
      used.add(place);
      problems.put(id, answer.errors().get(place.intValue()));
    }
    return used.size() == answer.errors().size()
        && answer.errors().stream().allMatch(e -> problems.keySet().containsAll(e.documentIds()));
  }

  /** Reads {@code insertedIds}, and the errors, which name the other documents. */
  private static boolean readInsertedIds(
      DataApiResponse answer, Set<String> untold, Map<String, Error> problems) {
    if (!(answer.status().get("insertedIds") instanceof List<?> insertedIds)) {
      return false;
    }
    for (Object insertedId : insertedIds) {
      if (!(insertedId instanceof String id && untold.remove(id))) {
        return false;
      }
    }
    for (Error error : answer.errors()) {
      for (String id : error.documentIds()) {
        if (!untold.remove(id)) {
          return false;
        }
        problems.put(id, error);
      }
      if (error.documentIds().isEmpty()) { // The error is about the whole command.
        return false;
      }
    }
    return true;
  }

  private void add(int place, @Nullable Error problem) {
    if (problem == null) {
      written.add(place);
    } else if (problem.code().equals(EXISTS) || RetryPolicy.isSafeToRetry(problem)) {
      toReplace.add(place);
    } else {
      refusals.add(problem);
    }
  }
}
