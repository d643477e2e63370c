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
 * What became of each document of an insertion, by its place in the request.
 *
 * @param toReplace those that exist, and those that another writer kept from being inserted
 * @param refusals what is wrong with the others
 * @param existing how many of the documents existed before
 */
record InsertOutcome(
    List<Integer> written, List<Integer> toReplace, List<Error> refusals, int existing) {

  private static final String EXISTS = "DOCUMENT_ALREADY_EXISTS";

  /**
   * What {@code answer} tells of the documents with {@code ids}, which are all different.
   *
   * @return null unless the answer names each of them exactly once, as inserted or with an error,
   *     and names no others
   */
  static @Nullable InsertOutcome of(List<String> ids, DataApiResponse answer) {
    // Only our ids are in a hash table: a server could send any number of ids with the same hash
    // code.
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

  /** Reads one response for each document, which names its error by an index into the errors. */
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

  /** Reads the ids of the inserted documents, and the errors that name the others. */
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
      if (error.documentIds().isEmpty()) { // it is about the command as a whole
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
