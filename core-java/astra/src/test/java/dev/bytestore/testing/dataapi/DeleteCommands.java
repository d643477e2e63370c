package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The commands that remove documents. */
final class DeleteCommands {

  static final int MOST_DELETED = 20;

  private DeleteCommands() {}

  static ObjectNode deleteOne(Arguments arguments, Target target) {
    return status(removeFirst(arguments, target).isPresent() ? 1 : 0, false);
  }

  static ObjectNode findOneAndDelete(Arguments arguments, Target target) {
    Projection projection = Projection.of(arguments.object("projection"));
    Optional<ObjectNode> removed = removeFirst(arguments, target);
    ObjectNode answer = Json.object();
    answer.putObject("data").set("document", removed.map(projection::apply).orElse(null));
    answer.putObject("status").put("deletedCount", removed.isPresent() ? 1 : 0);
    return answer;
  }

  private static Optional<ObjectNode> removeFirst(Arguments arguments, Target target) {
    StoredCollection collection = target.collection();
    DocumentFilter filter = DocumentFilter.of(arguments.object("filter"), collection);
    ReentrantLock lock = collection.lock();
    lock.lock();
    try {
      Optional<ObjectNode> first = FindCommands.first(filter, arguments, target);
      if (first.map(Target::idOf).filter(target.isContended()).isPresent()) {
        throw ServerErrors.contention(collection.place());
      }
      first.ifPresent(document -> collection.remove(Target.idOf(document)));
      return first;
    } finally {
      lock.unlock();
    }
  }

  static ObjectNode deleteMany(Arguments arguments, Target target) {
    StoredCollection collection = target.collection();
    DocumentFilter filter = DocumentFilter.of(arguments.object("filter"), collection);
    if (filter.isEmpty()) {
      collection.clear();
      return status(-1, false);
    }
    ReentrantLock lock = collection.lock();
    lock.lock();
    try {
      List<DocumentId> found =
          filter.find(collection, Integer.MAX_VALUE).stream()
              .map(Target::idOf)
              .distinct()
              .limit(MOST_DELETED + 1)
              .toList();
      if (found.stream().anyMatch(target.isContended())) {
        ObjectNode answer = status(0, false);
        answer.putArray("errors").add(ServerErrors.contention(collection.place()).json(List.of()));
        return answer;
      }
      List<DocumentId> deleted = found.stream().limit(MOST_DELETED).toList();
      deleted.forEach(collection::remove);
      return status(deleted.size(), found.size() > MOST_DELETED);
    } finally {
      lock.unlock();
    }
  }

  private static ObjectNode status(int deleted, boolean isMore) {
    ObjectNode answer = Json.object();
    ObjectNode status = answer.putObject("status");
    if (isMore) {
      status.put("moreData", true);
    }
    status.put("deletedCount", deleted);
    return answer;
  }
}
