package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a command on documents works with.
 *
 * @param isContended whether a write of a document loses to another at the same time
 */
record Target(StoredCollection collection, Settings settings, Predicate<DocumentId> isContended) {

  /** The document with its id in front: its own, or a new one. */
  ObjectNode withId(ObjectNode document) {
    if (document.has("_id")) {
      return withId(document, DocumentId.of(document.get("_id")));
    }
    ObjectNode copy = Json.object().put("_id", settings.newId().get().toString());
    return copy.setAll(document);
  }

  /** The document with this id, in front. */
  static ObjectNode withId(ObjectNode document, DocumentId id) {
    ObjectNode copy = Json.object();
    copy.set("_id", id.json());
    copy.setAll(document);
    copy.set("_id", id.json());
    return copy;
  }

  static DocumentId idOf(ObjectNode document) {
    return DocumentId.of(document.get("_id"));
  }

  /** The answer to a write of one document that lost to another. */
  ObjectNode contentionResponse() {
    ObjectNode answer = Json.object();
    answer.putObject("status").put("modifiedCount", 0);
    ArrayNode errors = answer.putArray("errors");
    errors.add(ServerErrors.contention(collection.place()).json(List.of()));
    return answer;
  }
}
