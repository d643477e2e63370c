package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The commands that store documents which are not there yet; they never overwrite. */
final class InsertCommands {

  static final int MOST_DOCUMENTS = 100;

  /**
   * What became of a document.
   *
   * @param id empty if it has a bad one
   */
  private record Attempt(Optional<DocumentId> id, Optional<CommandRefused> failure) {}

  private InsertCommands() {}

  static void checkNumber(Arguments arguments) {
    ArrayNode documents = arguments.requiredArray("documents");
    if (documents.isEmpty()) {
      throw Errors.badFieldValue("documents", "[]", "must not be empty");
    }
    if (documents.size() > MOST_DOCUMENTS) {
      List<String> texts = new ArrayList<>();
      documents.forEach(document -> texts.add(Json.text(document)));
      throw Errors.badFieldValue(
          "documents",
          texts.toString(),
          "amount of documents to insert is over the max limit (%d vs %d)"
              .formatted(documents.size(), MOST_DOCUMENTS));
    }
  }

  static ObjectNode insertOne(Arguments arguments, Target target) {
    return insertedIds(insert(List.of(arguments.requiredObject("document")), true, target));
  }

  static ObjectNode insertMany(Arguments arguments, Target target) {
    List<JsonNode> documents = new ArrayList<>();
    arguments.requiredArray("documents").forEach(documents::add);
    List<Attempt> attempts = insert(documents, arguments.flag("ordered"), target);
    return arguments.flag("returnDocumentResponses")
        ? documentResponses(documents, attempts)
        : insertedIds(attempts);
  }

  /**
   * In order, up to the first failure; or all, in any order: of two with the same id either may be
   * the one that is stored.
   */
  private static List<Attempt> insert(List<JsonNode> documents, boolean ordered, Target target) {
    if (ordered) {
      List<Attempt> attempts = new ArrayList<>();
      for (JsonNode document : documents) {
        Attempt attempt = insert(document, target);
        attempts.add(attempt);
        if (attempt.failure().isPresent()) {
          break;
        }
      }
      return attempts;
    }
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      positions.add(i);
    }
    Collections.shuffle(positions);
    Attempt[] attempts = new Attempt[documents.size()];
    positions.forEach(position -> attempts[position] = insert(documents.get(position), target));
    return List.of(attempts);
  }

  private static Attempt insert(JsonNode json, Target target) {
    Optional<DocumentId> id = Optional.empty();
    try {
      if (!(json instanceof ObjectNode document)) {
        throw DocumentErrors.notAnObject(json.getNodeType().toString());
      }
      ObjectNode complete = target.withId(document);
      id = Optional.of(Target.idOf(complete));
      if (target.isContended().test(id.get())) {
        throw ServerErrors.contention(target.collection().place());
      }
      if (!target.collection().insert(complete)) {
        throw DocumentErrors.alreadyExists(id.get());
      }
      return new Attempt(id, Optional.empty());
    } catch (CommandRefused failure) {
      return new Attempt(id, Optional.of(failure));
    }
  }

  private static ObjectNode insertedIds(List<Attempt> attempts) {
    ObjectNode answer = Json.object();
    ArrayNode ids = answer.putObject("status").putArray("insertedIds");
    ArrayNode errors = Json.array();
    for (Attempt attempt : attempts) {
      if (attempt.failure().isPresent()) {
        errors.add(attempt.failure().get().json(attempt.id().stream().toList()));
      } else {
        ids.add(attempt.id().orElseThrow().json());
      }
    }
    return withErrors(answer, errors);
  }

  /** One answer for each document; documents that failed for the same reason share an error. */
  private static ObjectNode documentResponses(List<JsonNode> documents, List<Attempt> attempts) {
    ObjectNode answer = Json.object();
    ArrayNode responses = answer.putObject("status").putArray("documentResponses");
    List<CommandRefused> failures = new ArrayList<>();
    List<List<DocumentId>> failedIds = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      ObjectNode response = responses.addObject();
      if (i >= attempts.size()) {
        response.set("_id", documents.get(i).path("_id"));
        response.put("status", "SKIPPED");
        continue;
      }
      Attempt attempt = attempts.get(i);
      attempt.id().ifPresent(id -> response.set("_id", id.json()));
      response.put("status", attempt.failure().isPresent() ? "ERROR" : "OK");
      attempt
          .failure()
          .ifPresent(
              failure -> {
                int index = indexOf(failure, failures, failedIds);
                attempt.id().ifPresent(failedIds.get(index)::add);
                response.put("errorsIdx", index);
              });
    }
    ArrayNode errors = Json.array();
    for (int i = 0; i < failures.size(); i++) {
      errors.add(failures.get(i).json(failedIds.get(i).stream().distinct().toList()));
    }
    return withErrors(answer, errors);
  }

  private static int indexOf(
      CommandRefused failure, List<CommandRefused> failures, List<List<DocumentId>> ids) {
    for (int i = 0; i < failures.size(); i++) {
      if (failures.get(i).isLike(failure)) {
        return i;
      }
    }
    failures.add(failure);
    ids.add(new ArrayList<>());
    return failures.size() - 1;
  }

  private static ObjectNode withErrors(ObjectNode answer, ArrayNode errors) {
    if (!errors.isEmpty()) {
      answer.set("errors", errors);
    }
    return answer;
  }
}
