package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Selects the documents of a command.
 *
 * @param ids the ids, with repeats; empty for all documents
 */
record DocumentFilter(Optional<List<DocumentId>> ids) {

  static final int MOST_VALUES = 100;

  static DocumentFilter of(ObjectNode definition) {
    JsonNode id = definition.path("_id");
    if (definition.isEmpty()) {
      return new DocumentFilter(Optional.empty());
    }
    if (definition.size() == 1 && id.isTextual()) {
      return new DocumentFilter(Optional.of(List.of(DocumentId.ofValue(id))));
    }
    JsonNode values = id.path("$in");
    if (definition.size() > 1 || id.size() > 1 || !values.isArray()) {
      throw new NotInStandIn("filters other than an id or a list of ids");
    }
    if (values.size() > MOST_VALUES) {
      throw Errors.tooManyIds(MOST_VALUES);
    }
    List<DocumentId> ids = new ArrayList<>();
    values.forEach(value -> ids.add(DocumentId.ofValue(value)));
    Collections.shuffle(ids); // The order is random, as on a real server.
    return new DocumentFilter(Optional.of(ids));
  }

  /** The selected documents, at most {@code most}. */
  List<ObjectNode> find(StoredCollection collection, int most) {
    return ids.map(list -> list.stream().flatMap(id -> collection.get(id).stream()))
        .orElseGet(() -> collection.list(Optional.empty(), most).stream())
        .limit(most)
        .toList();
  }
}
