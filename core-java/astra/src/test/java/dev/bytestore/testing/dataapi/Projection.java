package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Selects the fields of documents in a response. */
final class Projection {

  private Projection() {}

  /** A function that returns the requested part of a document. */
  static UnaryOperator<ObjectNode> of(Command command) {
    ObjectNode fields = command.object("projection").deepCopy();
    if (isWanted(fields.path("_id"))) {
      // As on a real server, "_id" alone selects nothing: {"_id":1} returns the whole document.
      fields.remove("_id");
    }
    if (isWanted(fields.path("*"))) {
      fields.remove("*");
    }
    if (fields.isEmpty()) {
      return UnaryOperator.identity();
    }
    Map.Entry<String, JsonNode> field = fields.properties().iterator().next();
    String name = field.getKey();
    if (fields.size() > 1 || name.equals("_id") || name.equals("*")) {
      throw new NotInStandIn("the projection " + command.field("projection"));
    }
    return isWanted(field.getValue())
        ? document -> document.deepCopy().retain("_id", name)
        : document -> document.deepCopy().without(name);
  }

  private static boolean isWanted(JsonNode value) {
    return value.asBoolean();
  }
}
