package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The commands on collections. */
final class CollectionCommands {

  /** A keyspace that exists. */
  record Place(Database database, String keyspace) {}

  static final CommandTable<Place> TABLE =
      new CommandTable<Place>("KeyspaceCommand")
          .with("createCollection", Set.of("name", "options"), CollectionCommands::create)
          .with("deleteCollection", Set.of("name"), CollectionCommands::delete)
          .with(
              "findCollections",
              Set.of("options"),
              Set.of("explain"),
              arguments -> {},
              CollectionCommands::list);

  private static final List<String> OPTIONS =
      List.of("defaultId", "indexing", "lexical", "rerank", "vector");
  private static final List<String> OFF_BY_DEFAULT = List.of("lexical", "rerank");

  private CollectionCommands() {}

  private static ObjectNode create(Arguments arguments, Place place) {
    String name = arguments.requiredText("name");
    KeyspaceCommands.checkName("Collection", name);
    ObjectNode options = arguments.object("options").orElseGet(Json::object);
    checkOptions(options, place.keyspace() + "." + name);
    add(place.database(), new StoredCollection(place.keyspace(), name, withDefaults(options)));
    return KeyspaceCommands.ok();
  }

  /** Adds a collection, unless there is one with its name, which must have its options. */
  private static void add(Database database, StoredCollection created) {
    synchronized (database) { // the number of all collections is limited
      Map<String, StoredCollection> collections = database.requireKeyspace(keyspaceOf(created));
      StoredCollection present = collections.get(created.name());
      if (present == null) {
        int most = database.settings().mostCollections();
        int number = database.collections();
        if (number >= most) {
          throw ServerErrors.tooManyCollections(created.name(), most, number);
        }
        collections.put(created.name(), created);
      } else if (!haveSameOptions(present, created)) {
        throw Errors.otherSettings(created.name());
      }
    }
  }

  private static String keyspaceOf(StoredCollection collection) {
    return collection.place().substring(0, collection.place().indexOf('.'));
  }

  private static void checkOptions(ObjectNode options, String place) {
    options
        .fieldNames()
        .forEachRemaining(
            option -> {
              if (!OPTIONS.contains(option)) {
                throw Errors.unknownOption(option, OPTIONS);
              }
            });
    if (options.has("vector")) { // as plain Cassandra behind the Data API does not have its index
      throw ServerErrors.driver(
          place, "InvalidConfigurationInQueryException", "Unknown index option source_model");
    }
    if (options.path("lexical").path("enabled").asBoolean()) {
      throw Errors.lexicalNotAvailable();
    }
  }

  /** The options as they are kept, and as findCollections explains them. */
  static ObjectNode withDefaults(ObjectNode options) {
    ObjectNode all = options.deepCopy();
    for (String feature : OFF_BY_DEFAULT) {
      if (!all.has(feature)) {
        all.putObject(feature).put("enabled", false);
      }
    }
    return all;
  }

  private static boolean haveSameOptions(StoredCollection one, StoredCollection other) {
    return one.indexing().isSameAs(other.indexing())
        && withoutIndexing(one).equals(withoutIndexing(other));
  }

  private static JsonNode withoutIndexing(StoredCollection collection) {
    return collection.options().deepCopy().without("indexing");
  }

  private static ObjectNode delete(Arguments arguments, Place place) {
    place.database().requireKeyspace(place.keyspace()).remove(arguments.requiredText("name"));
    return KeyspaceCommands.ok();
  }

  private static ObjectNode list(Arguments arguments, Place place) {
    ObjectNode answer = Json.object();
    ArrayNode collections = answer.putObject("status").putArray("collections");
    boolean explain = arguments.flag("explain");
    place
        .database()
        .requireKeyspace(place.keyspace())
        .values()
        .forEach(
            collection -> {
              if (explain) {
                collections
                    .addObject()
                    .put("name", collection.name())
                    .set("options", collection.options());
              } else {
                collections.add(collection.name());
              }
            });
    return answer;
  }
}
