package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The documents of a collection, in token order. A command holds the monitor of this object while
 * it reads and writes. Stored documents are never changed, only replaced.
 */
final class StoredCollection {

  static final int LONGEST_DOCUMENT = 4_000_000;
  static final int LONGEST_INDEXED_STRING = 8_000;

  private final String place;
  private final ObjectNode options;
  private final NavigableMap<DocumentId, ObjectNode> documents = new TreeMap<>();

  StoredCollection(String keyspace, String name, ObjectNode options) {
    this.place = keyspace + "." + name;
    this.options = options;
  }

  /** The keyspace and the name, as in errors. */
  String place() {
    return place;
  }

  ObjectNode options() {
    return options;
  }

  synchronized Optional<ObjectNode> get(DocumentId id) {
    return Optional.ofNullable(documents.get(id));
  }

  /** The documents after an id or from the start, at most {@code most}. */
  synchronized List<ObjectNode> list(Optional<DocumentId> after, int most) {
    return after.map(id -> documents.tailMap(id, false)).orElse(documents).values().stream()
        .limit(most)
        .toList();
  }

  /** Stores a valid document, unless there is one with its id. */
  synchronized boolean insert(ObjectNode document) {
    check(document);
    return documents.putIfAbsent(DocumentId.of(document), document) == null;
  }

  /** Stores a valid document, or replaces the one with its id. */
  synchronized void replace(ObjectNode document) {
    check(document);
    put(document);
  }

  /** Stores a document without any check. */
  synchronized void put(ObjectNode document) {
    documents.put(DocumentId.of(document), document);
  }

  synchronized boolean remove(DocumentId id) {
    return documents.remove(id) != null;
  }

  synchronized void clear() {
    documents.clear();
  }

  synchronized Map<DocumentId, ObjectNode> all() {
    return new LinkedHashMap<>(documents);
  }

  private void check(ObjectNode document) {
    int length = Json.text(document).length();
    if (length > LONGEST_DOCUMENT) {
      throw Errors.tooLarge(
          "document size (%d chars) exceeds maximum allowed (%d)"
              .formatted(length, LONGEST_DOCUMENT));
    }
    for (Map.Entry<String, JsonNode> field : document.properties()) {
      if (!field.getValue().isTextual() && !field.getValue().isNull()) {
        throw new NotInStandIn("values other than strings and null");
      }
      int bytes = field.getValue().asText().getBytes(UTF_8).length;
      if (bytes > LONGEST_INDEXED_STRING && indexes(field.getKey())) {
        throw Errors.tooLarge(
            "indexed String value (field '%s') length (%d bytes) exceeds maximum allowed (%d bytes)"
                .formatted(field.getKey(), bytes, LONGEST_INDEXED_STRING));
      }
    }
  }

  private boolean indexes(String field) {
    JsonNode policy = options.path("indexing");
    return policy.has("allow")
        ? names(policy.path("allow"), field)
        : !names(policy.path("deny"), field);
  }

  private static boolean names(JsonNode list, String field) {
    List<String> names = Json.texts(list);
    return names.contains(field) || names.contains("*");
  }
}
