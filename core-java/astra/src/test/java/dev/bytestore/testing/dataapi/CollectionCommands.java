package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;

/** The commands on collections. */
final class CollectionCommands {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,48}");
  private static final List<String> OFF_BY_DEFAULT = List.of("lexical", "rerank");

  private CollectionCommands() {}

  static ObjectNode create(Command command, Database database) {
    String name = command.field("name").textValue();
    if (!NAME.matcher(name).matches()) {
      throw Errors.badName(name);
    }
    ObjectNode options = withDefaults(command.object("options"));
    StoredCollection created = new StoredCollection(database.keyspace(), name, options);
    StoredCollection present = database.collections().putIfAbsent(name, created);
    if (present != null && !present.options().equals(options)) {
      throw Errors.otherSettings(name);
    }
    return ok();
  }

  /** The options as they are stored, and as findCollections returns them. */
  static ObjectNode withDefaults(ObjectNode options) {
    ObjectNode all = options.deepCopy();
    for (String feature : OFF_BY_DEFAULT) {
      if (!all.has(feature)) {
        all.putObject(feature).put("enabled", false);
      }
    }
    return all;
  }

  static ObjectNode delete(Command command, Database database) {
    database.collections().remove(command.field("name").textValue());
    return ok();
  }

  private static ObjectNode ok() {
    ObjectNode answer = Json.object();
    answer.putObject("status").put("ok", 1);
    return answer;
  }

  static ObjectNode list(Command command, Database database) {
    if (!command.option("explain").booleanValue()) {
      throw new NotInStandIn("findCollections without explain");
    }
    ObjectNode answer = Json.object();
    ArrayNode collections = answer.putObject("status").putArray("collections");
    database
        .collections()
        .forEach(
            (name, collection) ->
                collections.addObject().put("name", name).set("options", collection.options()));
    return answer;
  }
}
