package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/** The collections of the keyspace. Runs the commands. */
final class Database {

  private final ConcurrentMap<String, StoredCollection> collections = new ConcurrentSkipListMap<>();
  private final String keyspace;
  private final int pageSize;

  Database(String keyspace, int pageSize) {
    this.keyspace = keyspace;
    this.pageSize = pageSize;
  }

  /**
   * Runs a command.
   *
   * @param path the names of the keyspace and the collection, as far as the request has them
   * @param isContended whether a write of a document fails if another one runs at the same time
   */
  ObjectNode run(List<String> path, Command command, Predicate<DocumentId> isContended) {
    if (path.isEmpty()) {
      throw new NotInStandIn("commands on keyspaces");
    }
    if (!path.get(0).equals(keyspace)) {
      throw Errors.unknownKeyspace(path.get(0));
    }
    if (path.size() == 1) {
      return switch (command.name()) {
        case "createCollection" -> CollectionCommands.create(command, this);
        case "deleteCollection" -> CollectionCommands.delete(command, this);
        case "findCollections" -> CollectionCommands.list(command, this);
        default -> throw new NotInStandIn(command.name() + " in a keyspace");
      };
    }
    Target target = new Target(requireCollection(path.get(1)), pageSize, isContended);
    return switch (command.name()) {
      case "find" -> FindCommands.find(command, target);
      case "findOne" -> FindCommands.findOne(command, target);
      case "insertMany" -> InsertCommands.insertMany(command, target);
      case "findOneAndReplace" -> ReplaceCommands.findOneAndReplace(command, target);
      case "deleteOne" -> DeleteCommands.deleteOne(command, target);
      case "deleteMany" -> DeleteCommands.deleteMany(command, target);
      default -> throw new NotInStandIn(command.name() + " in a collection");
    };
  }

  String keyspace() {
    return keyspace;
  }

  /** The collections, by name. */
  ConcurrentMap<String, StoredCollection> collections() {
    return collections;
  }

  StoredCollection requireCollection(String collection) {
    return Optional.ofNullable(collections.get(collection))
        .orElseThrow(() -> Errors.unknownCollection(keyspace, collection));
  }
}
