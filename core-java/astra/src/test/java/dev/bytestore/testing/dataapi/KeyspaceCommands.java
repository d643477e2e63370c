package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** The commands on keyspaces, under their names and under their old ones. */
final class KeyspaceCommands {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,48}");

  static final CommandTable<Database> TABLE =
      new CommandTable<Database>("GeneralCommand")
          .with("findKeyspaces", Set.of(), (arguments, database) -> list("keyspaces", database))
          .with("createKeyspace", Set.of("name", "options"), KeyspaceCommands::create)
          .with("dropKeyspace", Set.of("name"), KeyspaceCommands::drop)
          .with(
              "findNamespaces",
              Set.of(),
              deprecated(
                  "findNamespaces",
                  "findKeyspaces",
                  (arguments, database) -> list("namespaces", database)))
          .with(
              "createNamespace",
              Set.of("name", "options"),
              deprecated("createNamespace", "createKeyspace", KeyspaceCommands::create))
          .with(
              "dropNamespace",
              Set.of("name"),
              deprecated("dropNamespace", "dropKeyspace", KeyspaceCommands::drop));

  private KeyspaceCommands() {}

  static void checkName(String kind, String name) {
    if (!NAME.matcher(name).matches()) {
      throw Errors.badName(kind, name);
    }
  }

  static ObjectNode ok() {
    ObjectNode answer = Json.object();
    answer.putObject("status").put("ok", 1);
    return answer;
  }

  private static ObjectNode list(String field, Database database) {
    ObjectNode answer = Json.object();
    ArrayNode names = answer.putObject("status").putArray(field);
    Database.SYSTEM_KEYSPACES.forEach(names::add);
    database.keyspaces().forEach(names::add);
    return answer;
  }

  private static ObjectNode create(Arguments arguments, Database database) {
    String name = arguments.requiredText("name");
    checkName("Keyspace", name);
    database.createKeyspace(name);
    return ok();
  }

  private static ObjectNode drop(Arguments arguments, Database database) {
    database.dropKeyspace(arguments.requiredText("name"));
    return ok();
  }

  private static BiFunction<Arguments, Database, ObjectNode> deprecated(
      String old, String replacement, BiFunction<Arguments, Database, ObjectNode> command) {
    return (arguments, database) -> {
      ObjectNode answer = Json.object();
      ObjectNode status = answer.putObject("status");
      status
          .putArray("warnings")
          .addObject()
          .put("id", UUID.randomUUID().toString())
          .put("family", "REQUEST")
          .put("scope", "WARNING")
          .put("errorCode", "DEPRECATED_COMMAND")
          .put("title", "Deprecated command")
          .put(
              "message",
              ("A deprecated command was used, it may still be used but will be removed in future"
                      + " releases.\n\nThe deprecated command is: %s.\n"
                      + "The new command to use is: %s.\n\n"
                      + "Please check the documentation for the new command and update your code.")
                  .formatted(old, replacement));
      status.setAll((ObjectNode) command.apply(arguments, database).path("status"));
      return answer;
    };
  }
}
