package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The commands that delete documents. */
final class DeleteCommands {

  static final int MOST_DELETED = 20;

  private DeleteCommands() {}

  static ObjectNode deleteOne(Command command, Target target) {
    DocumentFilter filter = DocumentFilter.of(command.object("filter"));
    synchronized (target.collection()) {
      return delete(ids(filter.find(target.collection(), 1)), target);
    }
  }

  static ObjectNode deleteMany(Command command, Target target) {
    DocumentFilter filter = DocumentFilter.of(command.object("filter"));
    if (filter.ids().isEmpty()) {
      target.collection().clear();
      return status(-1, false);
    }
    synchronized (target.collection()) {
      return delete(ids(filter.find(target.collection(), Integer.MAX_VALUE)), target);
    }
  }

  private static List<DocumentId> ids(List<ObjectNode> documents) {
    return documents.stream().map(DocumentId::of).distinct().toList();
  }

  private static ObjectNode delete(List<DocumentId> found, Target target) {
    StoredCollection collection = target.collection();
    if (found.stream().limit(MOST_DELETED + 1).anyMatch(target.isContended())) {
      ObjectNode answer = status(0, false);
      answer.putArray("errors").add(Errors.contention(collection.place()).json(List.of()));
      return answer;
    }
    List<DocumentId> deleted = found.stream().limit(MOST_DELETED).toList();
    deleted.forEach(collection::remove);
    return status(deleted.size(), found.size() > MOST_DELETED);
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
