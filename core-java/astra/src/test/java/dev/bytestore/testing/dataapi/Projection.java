package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which fields of the documents come with an answer. As on a real server, {@code _id} alone does
 * not choose: {@code {"_id":1}} gives the whole document.
 */
final class Projection {

  private enum Kind {
    NOTHING,
    ALL_BUT,
    ONLY
  }

  private final Set<String> paths = new HashSet<>();
  private Kind kind = Kind.ALL_BUT;
  private boolean withoutId;

  private Projection() {}

  static Projection of(Optional<ObjectNode> definition) {
    Projection projection = new Projection();
    definition.ifPresent(projection::read);
    return projection;
  }

  private void read(ObjectNode definition) {
    if (definition.has("*")) {
      if (definition.size() > 1) {
        throw Errors.badProjection("wildcard ('*') only allowed as the only root-level path");
      }
      kind = isInclusion("*", definition.get("*")) ? Kind.ALL_BUT : Kind.NOTHING;
      return;
    }
    collect("", definition);
    if (kind == Kind.ALL_BUT && withoutId) {
      paths.add("_id");
    }
    if (kind == Kind.ONLY && !withoutId) {
      paths.add("_id");
    }
  }

  private void collect(String outer, JsonNode definition) {
    for (Map.Entry<String, JsonNode> entry : definition.properties()) {
      if (entry.getKey().isEmpty()) {
        throw Errors.badProjection("empty paths (and path segments) not allowed");
      }
      if (entry.getKey().startsWith("$")) {
        throw Errors.badProjection("path cannot start with '$' (no root-level operators)");
      }
      String path = outer + entry.getKey();
      if (entry.getValue().isObject()) {
        collect(path + ".", entry.getValue());
        continue;
      }
      boolean isInclusion = isInclusion(path, entry.getValue());
      if (path.equals("_id")) {
        withoutId = !isInclusion;
        continue;
      }
      Kind kindOfThis = isInclusion ? Kind.ONLY : Kind.ALL_BUT;
      if (!paths.isEmpty() && kind != kindOfThis) {
        throw Errors.badProjection(
            isInclusion
                ? "cannot include '" + path + "' on exclusion projection"
                : "cannot exclude '" + path + "' on inclusion projection");
      }
      kind = kindOfThis;
      paths.add(path);
    }
  }

  private static boolean isInclusion(String path, JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNumber()) {
      return value.decimalValue().compareTo(BigDecimal.ZERO) != 0;
    }
    throw Errors.badProjection(
        "path ('%s') value must be NUMBER, BOOLEAN or OBJECT, was %s"
            .formatted(path, value.getNodeType()));
  }

  /** The chosen part, in an object of its own. */
  ObjectNode apply(ObjectNode document) {
    return switch (kind) {
      case NOTHING -> Json.object();
      case ALL_BUT -> paths.isEmpty() ? document.deepCopy() : part(document, "");
      case ONLY -> part(document, "");
    };
  }

  private ObjectNode part(ObjectNode object, String outer) {
    ObjectNode part = Json.object();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String path = outer + field.getKey();
      JsonNode value = field.getValue();
      if (paths.contains(path)) {
        if (kind == Kind.ONLY) {
          part.set(field.getKey(), value.deepCopy());
        }
      } else if (paths.stream().anyMatch(each -> each.startsWith(path + "."))) {
        partOfValue(value, path).ifPresent(chosen -> part.set(field.getKey(), chosen));
      } else if (kind == Kind.ALL_BUT) {
        part.set(field.getKey(), value.deepCopy());
      }
    }
    return part;
  }

  private Optional<JsonNode> partOfValue(JsonNode value, String path) {
    if (value instanceof ObjectNode object) {
      return Optional.of(part(object, path + "."));
    }
    if (value.isArray()) {
      ArrayNode parts = Json.array();
      value.forEach(element -> partOfValue(element, path).ifPresent(parts::add));
      return Optional.of(parts);
    }
    return kind == Kind.ALL_BUT ? Optional.of(value) : Optional.empty();
  }
}
