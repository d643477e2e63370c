package dev.bytestore.astra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes responses: drops, repeats, renames, retypes, replaces and adds parts of them. */
final class JsonMutator {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The names of the fields of responses. */
  private static final List<String> NAMES =
      List.of(
          "data",
          "status",
          "errors",
          "documents",
          "document",
          "nextPageState",
          "insertedIds",
          "documentResponses",
          "deletedCount",
          "moreData",
          "matchedCount",
          "modifiedCount",
          "upsertedId",
          "collections",
          "ok",
          "_id",
          "errorsIdx",
          "documentIds",
          "errorCode");

  /** Values of each type. None of them is an id that a test asks for. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "1",
          "-1",
          "0.5",
          "1e2",
          "99999999999999999999",
          "\"\"",
          "\"1\"",
          "\"other\"",
          "\"OK\"",
          "[]",
          "{}",
          "[null]",
          "[\"other\"]",
          "[{\"errorCode\":\"NO\",\"family\":\"REQUEST\"}]");

  private final Random random;

  private JsonMutator(Random random) {
    this.random = random;
  }

  /** Returns {@code json} with {@code count} changes. */
  static String mutated(String json, int count, Random random) {
    JsonNode root = read(json);
    for (int i = 0; i < count; i++) {
      List<JsonNode> containers = new ArrayList<>();
      collect(root, containers);
      new JsonMutator(random).change(containers.get(random.nextInt(containers.size())));
    }
    return root.toString();
  }

  static JsonNode read(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private void change(JsonNode container) {
    if (container instanceof ObjectNode object) {
      change(object);
    } else {
      change((ArrayNode) container);
    }
  }

  private void change(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    if (names.isEmpty() || random.nextInt(5) == 0) {
      object.set(oneOf(NAMES), value());
      return;
    }
    String name = oneOf(names);
    switch (random.nextInt(4)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(oneOf(NAMES), object.remove(name));
      case 2 -> object.set(name, otherType(object.get(name)));
      default -> object.set(name, value());
    }
  }

  private void change(ArrayNode array) {
    if (array.isEmpty() || random.nextInt(5) == 0) {
      array.add(value());
      return;
    }
    int place = random.nextInt(array.size());
    switch (random.nextInt(4)) {
      case 0 -> array.remove(place);
      case 1 -> array.add(array.get(place).deepCopy());
      case 2 -> array.set(place, otherType(array.get(place)));
      default -> array.set(place, value());
    }
  }

  /** Returns the same value as a text, or in a list. */
  private JsonNode otherType(JsonNode value) {
    return random.nextBoolean()
        ? MAPPER.getNodeFactory().textNode(value.asText())
        : MAPPER.createArrayNode().add(value);
  }

  private JsonNode value() {
    return read(oneOf(VALUES));
  }

  private <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
