package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/** The keyspaces, and the way from a request's body to its answer. */
final class Database {

  static final Set<String> SYSTEM_KEYSPACES =
      Set.of(
          "system",
          "system_auth",
          "system_distributed",
          "system_schema",
          "system_traces",
          "system_views",
          "system_virtual_schema");

  private final ConcurrentMap<String, ConcurrentMap<String, StoredCollection>> keyspaces =
      new ConcurrentHashMap<>();
  private final Settings settings;

  Database(Settings settings) {
    this.settings = settings;
  }

  Settings settings() {
    return settings;
  }

  /**
   * Runs a command.
   *
   * @param path the names of the keyspace and the collection, as far as the request has them
   * @param isContended whether a write of a document loses to another at the same time
   */
  ObjectNode run(List<String> path, byte[] body, Predicate<DocumentId> isContended) {
    JsonNode json = parse(body);
    if (!json.isObject() || json.size() != 1) {
      throw Errors.structureMismatch("the body has to be an object with one field, the command");
    }
    Map.Entry<String, JsonNode> command = json.properties().iterator().next();
    if (!(command.getValue() instanceof ObjectNode fields)) {
      throw Errors.structureMismatch("the command's value has to be an object");
    }
    switch (path.size()) {
      case 0 -> {
        return KeyspaceCommands.TABLE.prepare(command.getKey(), fields).on(this);
      }
      case 1 -> {
        var prepared = CollectionCommands.TABLE.prepare(command.getKey(), fields);
        requireKeyspace(path.get(0));
        return prepared.on(new CollectionCommands.Place(this, path.get(0)));
      }
      default -> {
        var prepared = DocumentCommands.TABLE.prepare(command.getKey(), fields);
        StoredCollection collection = requireCollection(path.get(0), path.get(1));
        return prepared.on(new Target(collection, settings, isContended));
      }
    }
  }

  private static JsonNode parse(byte[] body) {
    try {
      JsonNode json = Json.parse(body);
      if (json.isMissingNode()) {
        throw Errors.emptyBody();
      }
      return json;
    } catch (JsonProcessingException e) {
      throw Errors.notJson(e.getOriginalMessage());
    } catch (IOException e) { // bytes that are no UTF-8
      throw Errors.notJson(String.valueOf(e.getMessage()));
    }
  }

  Set<String> keyspaces() {
    return keyspaces.keySet();
  }

  void createKeyspace(String keyspace) {
    keyspaces.putIfAbsent(keyspace, new ConcurrentSkipListMap<>());
  }

  void dropKeyspace(String keyspace) {
    keyspaces.remove(keyspace);
  }

  /** The collections of a keyspace, by their names. */
  ConcurrentMap<String, StoredCollection> requireKeyspace(String keyspace) {
    return Optional.ofNullable(keyspaces.get(keyspace))
        .orElseThrow(() -> Errors.unknownKeyspace(keyspace));
  }

  StoredCollection requireCollection(String keyspace, String collection) {
    return Optional.ofNullable(requireKeyspace(keyspace).get(collection))
        .orElseThrow(() -> Errors.unknownCollection(keyspace, collection));
  }

  int collections() {
    return keyspaces.values().stream().mapToInt(Map::size).sum();
  }
}
