package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The documents of a collection, in the order of their tokens. What a command reads and writes goes
 * together under {@link #lock}; stored documents are never changed, only replaced.
 */
final class StoredCollection {

  private final String place;
  private final String name;
  private final ObjectNode options;
  private final Indexing indexing;
  private final NavigableMap<DocumentId, ObjectNode> documents = new TreeMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  StoredCollection(String keyspace, String name, ObjectNode options) {
    this.place = keyspace + "." + name;
    this.name = name;
    this.options = options;
    this.indexing = Indexing.of(options);
  }

  /** The keyspace and the name, as errors give them. */
  String place() {
    return place;
  }

  String name() {
    return name;
  }

  ObjectNode options() {
    return options;
  }

  Indexing indexing() {
    return indexing;
  }

  ReentrantLock lock() {
    return lock;
  }

  Optional<ObjectNode> get(DocumentId id) {
    return locked(() -> Optional.ofNullable(documents.get(id.checkLength(place))));
  }

  int size() {
    return locked(documents::size);
  }

  /** Those that fit, from the one after an id on, or from the start; at most so many. */
  List<ObjectNode> list(Optional<DocumentId> after, Predicate<ObjectNode> which, int most) {
    return locked(
        () ->
            after.map(id -> documents.tailMap(id, false)).orElse(documents).values().stream()
                .filter(which)
                .limit(most)
                .toList());
  }

  /** Stores a document that fits the rules, unless there is one with its id. */
  boolean insert(ObjectNode document) {
    new DocumentRules(indexing, place).check(document);
    return locked(() -> documents.putIfAbsent(DocumentId.of(document.path("_id")), document))
        == null;
  }

  /** Stores a document that fits the rules, in the place of any with its id. */
  void replace(ObjectNode document) {
    new DocumentRules(indexing, place).check(document);
    putRaw(document);
  }

  /** Stores a document without a look at the rules. */
  void putRaw(ObjectNode document) {
    locked(() -> documents.put(DocumentId.of(document.path("_id")), document));
  }

  boolean remove(DocumentId id) {
    return locked(() -> documents.remove(id.checkLength(place)) != null);
  }

  void clear() {
    locked(
        () -> {
          documents.clear();
          return true;
        });
  }

  Map<DocumentId, ObjectNode> all() {
    return locked(() -> new LinkedHashMap<>(documents));
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
