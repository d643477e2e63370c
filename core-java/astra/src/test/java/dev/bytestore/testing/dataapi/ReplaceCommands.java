package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The command that replaces a document. */
final class ReplaceCommands {

  private ReplaceCommands() {}

  static ObjectNode findOneAndReplace(Command command, Target target) {
    StoredCollection collection = target.collection();
    UnaryOperator<ObjectNode> projection = Projection.of(command);
    if (!command.option("returnDocument").asText("before").equals("before")) {
      throw new NotInStandIn("returnDocument other than before");
    }
    String id = command.field("filter").path("_id").textValue();
    ObjectNode after = Json.object().put("_id", id).setAll(command.object("replacement"));
    if (id == null || !after.path("_id").asText().equals(id)) {
      throw new NotInStandIn("a replacement without the id of the filter");
    }
    synchronized (collection) {
      Optional<ObjectNode> before = collection.get(DocumentId.of(after));
      boolean isUpsert = before.isEmpty() && command.option("upsert").asBoolean();
      if (before.isEmpty() && !isUpsert) {
        return answer(before, projection, false, null);
      }
      if (target.isContended().test(DocumentId.of(after))) {
        return contention(collection);
      }
      boolean isModified = before.isPresent() && !before.get().equals(after);
      if (isUpsert || isModified) {
        collection.replace(after);
      }
      return answer(before, projection, isModified, isUpsert ? id : null);
    }
  }

  private static ObjectNode answer(
      Optional<ObjectNode> before,
      UnaryOperator<ObjectNode> projection,
      boolean isModified,
      String upsertedId) {
    ObjectNode answer = FindCommands.document(before, projection);
    ObjectNode status = answer.putObject("status");
    if (upsertedId != null) {
      status.put("upsertedId", upsertedId);
    }
    status.put("modifiedCount", isModified ? 1 : 0).put("matchedCount", before.isPresent() ? 1 : 0);
    return answer;
  }

  private static ObjectNode contention(StoredCollection collection) {
    ObjectNode answer = Json.object();
    answer.putObject("status").put("modifiedCount", 0);
    answer.putArray("errors").add(Errors.contention(collection.place()).json(List.of()));
    return answer;
  }
}
