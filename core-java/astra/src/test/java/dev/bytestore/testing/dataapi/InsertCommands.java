package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The command that inserts documents. It never overwrites any. */
final class InsertCommands {

  static final int MOST_DOCUMENTS = 100;

  /** The outcome for one document. */
  private record Attempt(DocumentId id, Optional<CommandRefused> failure) {}

  private InsertCommands() {}

  static ObjectNode insertMany(Command command, Target target) {
    ArrayNode documents = (ArrayNode) command.field("documents");
    if (documents.size() > MOST_DOCUMENTS) {
      throw Errors.tooManyDocuments(documents, MOST_DOCUMENTS);
    }
    if (command.option("ordered").asBoolean()) {
      throw new NotInStandIn("ordered insertions");
    }
    List<Attempt> attempts = insert(documents, target);
    return command.option("returnDocumentResponses").asBoolean()
        ? documentResponses(attempts)
        : insertedIds(attempts);
  }

  /** Inserts in random order: of two documents with one id, either may be stored. */
  private static List<Attempt> insert(ArrayNode documents, Target target) {
    List<Integer> positions =
        new ArrayList<>(IntStream.range(0, documents.size()).boxed().toList());
    Collections.shuffle(positions);
    Attempt[] attempts = new Attempt[documents.size()];
    for (int position : positions) {
      attempts[position] = insert((ObjectNode) documents.get(position), target);
    }
    return List.of(attempts);
  }

  private static Attempt insert(ObjectNode document, Target target) {
    DocumentId id = DocumentId.of(document);
    try {
      if (target.isContended().test(id)) {
        throw Errors.contention(target.collection().place());
      }
      if (!target.collection().insert(document)) {
        throw Errors.alreadyExists(id);
      }
      return new Attempt(id, Optional.empty());
    } catch (CommandRefused failure) {
      return new Attempt(id, Optional.of(failure));
    }
  }

  private static ObjectNode insertedIds(List<Attempt> attempts) {
    ObjectNode answer = Json.object();
    ArrayNode ids = answer.putObject("status").putArray("insertedIds");
    List<JsonNode> errors = new ArrayList<>();
    for (Attempt attempt : attempts) {
      attempt
          .failure()
          .ifPresentOrElse(
              failure -> errors.add(failure.json(List.of(attempt.id()))),
              () -> ids.add(attempt.id().text()));
    }
    return withErrors(answer, errors);
  }

  /** One response for each document. Documents that failed for the same reason share an error. */
  private static ObjectNode documentResponses(List<Attempt> attempts) {
    ObjectNode answer = Json.object();
    ArrayNode responses = answer.putObject("status").putArray("documentResponses");
    List<CommandRefused> failures = new ArrayList<>();
    List<List<DocumentId>> failedIds = new ArrayList<>();
    for (Attempt attempt : attempts) {
      ObjectNode response = responses.addObject().put("_id", attempt.id().text());
      if (attempt.failure().isEmpty()) {
        response.put("status", "OK");
        continue;
      }
      int index = indexOf(attempt.failure().get(), failures);
      if (index == failedIds.size()) {
        failedIds.add(new ArrayList<>());
      }
      failedIds.get(index).add(attempt.id());
      response.put("status", "ERROR").put("errorsIdx", index);
    }
    return withErrors(
        answer,
        IntStream.range(0, failures.size())
            .mapToObj(i -> failures.get(i).json(failedIds.get(i).stream().distinct().toList()))
            .toList());
  }

  /** The index of an equal failure in the list. If there is none, the failure is added. */
  private static int indexOf(CommandRefused failure, List<CommandRefused> failures) {
    int index = 0;
    while (index < failures.size() && !failures.get(index).isLike(failure)) {
      index++;
    }
    if (index == failures.size()) {
      failures.add(failure);
    }
    return index;
  }

  private static ObjectNode withErrors(ObjectNode answer, List<? extends JsonNode> errors) {
    if (!errors.isEmpty()) {
      answer.putArray("errors").addAll(errors);
    }
    return answer;
  }
}
