package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** A command that the stores or Python's client send. The stand-in knows no others. */
record Command(String name, ObjectNode fields) {

  private static final String OPTIONS = "options";

  /** The fields and options that each command may have. */
  private static final Map<String, Set<String>> KNOWN =
      Map.of(
          "createCollection", Set.of("name", "options.indexing"),
          "deleteCollection", Set.of("name"),
          "findCollections", Set.of("options.explain"),
          "insertMany", Set.of("documents", "options.ordered", "options.returnDocumentResponses"),
          "find", Set.of("filter", "projection", "options.pageState"),
          "findOne", Set.of("filter", "projection"),
          "findOneAndReplace",
              Set.of(
                  "filter",
                  "projection",
                  "replacement",
                  "options.upsert",
                  "options.returnDocument"),
          "deleteOne", Set.of("filter"),
          "deleteMany", Set.of("filter"));

  static Command of(DataApiRequest request) {
    JsonNode body = request.json();
    if (body.size() != 1 || !(body.path(request.command()) instanceof ObjectNode fields)) {
      throw new NotInStandIn("a body that is not one command");
    }
    String name = request.command();
    Set<String> known = KNOWN.get(name);
    if (known == null) {
      throw new NotInStandIn("the command " + name);
    }
    refuseOthers(name, "", fields, known);
    refuseOthers(name, OPTIONS + ".", fields.path(OPTIONS), known);
    return new Command(name, fields);
  }

  private static void refuseOthers(String name, String prefix, JsonNode fields, Set<String> known) {
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      boolean isOptions =
          prefix.isEmpty() && field.getKey().equals(OPTIONS) && field.getValue().isObject();
      if (!isOptions && !known.contains(prefix + field.getKey())) {
        throw new NotInStandIn("the field " + prefix + field.getKey() + " of " + name);
      }
    }
  }

  JsonNode field(String field) {
    return fields.path(field);
  }

  /** A field that is an object; an empty object if it is absent. */
  ObjectNode object(String field) {
    return field(field).isMissingNode() ? Json.object() : (ObjectNode) field(field);
  }

  JsonNode option(String option) {
    return fields.path(OPTIONS).path(option);
  }
}
