package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** What a command was given. A field that is null is as one that is absent. */
final class Arguments {

  private static final Set<String> OBJECTS =
      Set.of("document", "filter", "options", "projection", "replacement", "sort", "update");

  private final ObjectNode fields;

  private Arguments(ObjectNode fields) {
    this.fields = fields;
  }

  /** Refuses fields and options that the command does not have, or that are of a wrong type. */
  static Arguments of(ObjectNode fields, Set<String> knownFields, Set<String> knownOptions) {
    refuseOthers(fields, knownFields);
    Arguments arguments = new Arguments(fields);
    OBJECTS.stream().filter(fields::has).forEach(arguments::object);
    if (!knownOptions.isEmpty()) {
      arguments.object("options").ifPresent(options -> refuseOthers(options, knownOptions));
    }
    return arguments;
  }

  private static void refuseOthers(ObjectNode object, Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw Errors.unknownField(name, "not one of known fields " + known);
              }
            });
  }

  Optional<ObjectNode> object(String name) {
    return field(fields, name)
        .map(
            value -> {
              if (value instanceof ObjectNode object) {
                return object;
              }
              throw Errors.structureMismatch("'" + name + "' is no object");
            });
  }

  ObjectNode requiredObject(String name) {
    return object(name).orElseThrow(() -> Errors.badFieldValue(name, "null", "must not be null"));
  }

  ArrayNode requiredArray(String name) {
    JsonNode value =
        field(fields, name)
            .orElseThrow(() -> Errors.badFieldValue(name, "null", "must not be null"));
    if (value instanceof ArrayNode array) {
      return array;
    }
    throw Errors.structureMismatch("'" + name + "' is no array");
  }

  /** A field's value as it is. */
  JsonNode value(String name) {
    return fields.path(name);
  }

  String requiredText(String name) {
    JsonNode value =
        field(fields, name)
            .orElseThrow(() -> Errors.badFieldValue(name, "null", "must not be null"));
    if (value.isTextual()) {
      return value.textValue();
    }
    throw Errors.structureMismatch("'" + name + "' is no string");
  }

  Optional<JsonNode> option(String name) {
    return object("options").flatMap(options -> field(options, name));
  }

  boolean flag(String option) {
    return option(option)
        .map(
            value -> {
              if (value.isBoolean()) {
                return value.booleanValue();
              }
              throw Errors.structureMismatch("'options." + option + "' is no boolean");
            })
        .orElse(false);
  }

  Optional<Integer> number(String option) {
    return option(option)
        .map(
            value -> {
              if (value.canConvertToInt() && value.isIntegralNumber()) {
                return value.intValue();
              }
              throw Errors.structureMismatch("'options." + option + "' is no integer");
            });
  }

  Optional<String> text(String option) {
    return option(option)
        .map(
            value -> {
              if (value.isTextual()) {
                return value.textValue();
              }
              throw Errors.structureMismatch("'options." + option + "' is no string");
            });
  }

  private static Optional<JsonNode> field(ObjectNode object, String name) {
    return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
  }
}
