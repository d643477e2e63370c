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
 */
record InsertOutcome(List<Integer> written, List<Integer> toReplace, List<Error> refusals) {

  private static final String EXISTS = "DOCUMENT_ALREADY_EXISTS";

  static InsertOutcome of(List<Document> documents, DataApiAnswer answer) {
    // Texts only: a server could choose other values so that hash tables of them degenerate.
    Set<String> inserted = new HashSet<>();
    for (Object id : DataApiAnswer.list(answer.status(), "insertedIds")) {
      if (id instanceof String text) {
        inserted.add(text);
      }
    }
    Map<String, Error> problems = new HashMap<>();
    for (Object response : DataApiAnswer.list(answer.status(), "documentResponses")) {
      if (response instanceof Map<?, ?> of && of.get("_id") instanceof String id) {
        if ("OK".equals(of.get("status"))) {
          inserted.add(id);
        } else {
          Error problem = problem(of.get("errorsIdx"), answer.errors());
          if (problem != null) {
            problems.put(id, problem);
          }
        }
      }
    }
    for (Error error : answer.errors()) {
      error.documentIds().forEach(id -> problems.putIfAbsent(id, error));
    }
    InsertOutcome outcome =
        new InsertOutcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < documents.size(); i++) {
      outcome.add(
          i, inserted.contains(documents.get(i).id()), problems.get(documents.get(i).id()), answer);
    }
    return outcome;
  }

  private void add(int place, boolean isInserted, @Nullable Error problem, DataApiAnswer answer) {
    if (isInserted) {
      written.add(place);
    } else if (problem == null ? answer.errors().isEmpty() : isReplaceable(problem)) {
      // A document of which nothing is said is written again: that is always safe.
      toReplace.add(place);
    } else {
      refusals.add(problem == null ? answer.errors().get(0) : problem);
    }
  }

  private static boolean isReplaceable(Error problem) {
    return problem.code().equals(EXISTS) || problem.isSafeToRetry();
  }

  private static @Nullable Error problem(@Nullable Object index, List<Error> errors) {
    return index instanceof Long i && i >= 0 && i < errors.size() ? errors.get(i.intValue()) : null;
  }
}
