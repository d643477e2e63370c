package dev.bytestore.testing.dataapi;

import java.util.Collection;

/** The errors of family REQUEST: what the client did wrong. */
final class Errors {

  private static final String REQUEST = "REQUEST";

  private Errors() {}

  // ---- any command

  static CommandRefused missingToken() {
    return new CommandRefused(
        401,
        REQUEST,
        "SECURITY",
        "MISSING_AUTHENTICATION_TOKEN",
        "Missing authorization token",
        "The request has no authentication token.\n\nResend with a 'Token' header.");
  }

  static CommandRefused wrongToken() {
    return new CommandRefused(
        401,
        REQUEST,
        "SECURITY",
        "UNAUTHENTICATED_REQUEST",
        "Authentication failed",
        "Authentication failed for request due to invalid token.\n\n"
            + "Resend with valid authentication token.");
  }

  static CommandRefused contentType(String contentType) {
    return new CommandRefused(
        415,
        REQUEST,
        "",
        "UNSUPPORTED_CONTENT_TYPE",
        "Unsupported Content-Type",
        "Request sent with unsupported 'Content-Type' header: '"
            + contentType
            + "'\n\nResend with supported 'Content-Type' header.");
  }

  static CommandRefused notJson(String problem) {
    return unscoped(
        "REQUEST_NOT_JSON",
        "Request not valid JSON",
        "Request not valid JSON, problem: " + problem + ".\n\nResend request as valid JSON.");
  }

  static CommandRefused structureMismatch(String problem) {
    return unscoped(
        "REQUEST_STRUCTURE_MISMATCH",
        "Request structure not valid",
        "Request is valid JSON but has a structural mismatch: "
            + problem
            + ".\n\nResend request with valid structure.");
  }

  static CommandRefused unknownCommand(String command, String level, Collection<String> known) {
    return unscoped(
        "COMMAND_UNKNOWN",
        "Command is not recognized by Data API",
        "Command '%s' is not a %s recognized by Data API.\n\nData API supports following %ss: %s."
                .formatted(command, level, level, known)
            + "\n\nResend using one of the supported commands.");
  }

  static CommandRefused unknownField(String field, String problem) {
    return unscoped(
        "COMMAND_FIELD_UNKNOWN",
        "Command field unknown",
        "Command field '%s' not recognized: %s.\n\nResend command with valid command fields."
            .formatted(field, problem));
  }

  static CommandRefused badFieldValue(String field, String value, String problem) {
    String shown = "\"" + value + "\"";
    if (value.length() > 1000) {
      shown =
          "\"%s\"...[TRUNCATED from %d to 1000 characters]"
              .formatted(value.substring(0, 1000), value.length());
    }
    return unscoped(
        "COMMAND_FIELD_VALUE_INVALID",
        "Command field value invalid",
        "Command field 'command.%s' value %s not valid: %s.\n\nResend command with valid value."
            .formatted(field, shown, problem));
  }

  static CommandRefused emptyBody() {
    return unscoped(
        "COMMAND_FIELD_VALUE_INVALID",
        "Command field value invalid",
        "Command field 'command' value null not valid: must not be null.\n\n"
            + "Resend command with valid value.");
  }

  private static CommandRefused unscoped(String code, String title, String message) {
    return new CommandRefused(200, REQUEST, "", code, title, message);
  }

  // ---- keyspaces and collections

  static CommandRefused unknownKeyspace(String keyspace) {
    return schema(
        "UNKNOWN_KEYSPACE",
        "Keyspace does not exist in the Database",
        "The command tried to use a Keyspace that does not exist in the Database.\n\n"
            + "The keyspace used by the command: "
            + keyspace
            + ".\n\nResend the command using a Keyspace that exists.");
  }

  static CommandRefused unknownCollection(String keyspace, String collection) {
    return schema(
        "UNKNOWN_COLLECTION_OR_TABLE",
        "Collection or Table does not exist in the Keyspace",
        "No collection or table with name '%s.%s' exists.".formatted(keyspace, collection));
  }

  static CommandRefused badName(String kind, String name) {
    return schema(
        "UNSUPPORTED_SCHEMA_NAME",
        "The used schema name is not supported",
        ("The command attempted to create a %1$s with a name that is not supported.\n\n"
                + "The supported %1$s names must not be empty, more than 48 characters long, or"
                + " contain non-alphanumeric-underscore characters.\n"
                + "The command used the unsupported %1$s name: '%2$s'.\n\n"
                + "Resend the command using a supported %1$s name.")
            .formatted(kind, name));
  }

  static CommandRefused otherSettings(String collection) {
    return schema(
        "EXISTING_COLLECTION_DIFFERENT_SETTINGS",
        "Collection already exists with different settings",
        "Collection '"
            + collection
            + "' already exists but with settings different from ones passed with"
            + " 'createCollection' command.\n\nIf you need to change collection settings you will"
            + " need to 'deleteCollection', then re-create with new settings.");
  }

  static CommandRefused badIndexing(String problem) {
    return schema(
        "INVALID_INDEXING_DEFINITION",
        "Invalid indexing definition",
        "'createCollection' indexing definition invalid: "
            + problem
            + ".\n\nResend 'createCollection' with valid indexing definition.");
  }

  static CommandRefused unknownOption(String option, Collection<String> known) {
    return unscoped(
        "INVALID_CREATE_COLLECTION_FIELD",
        "Invalid field(s) for createCollection",
        "'createCollection' command referenced unrecognized field(s): No option \"%s\" exists for"
                .formatted(option)
            + " `createCollection.options` (valid options: \""
            + String.join("\", \"", known)
            + "\")\n\nResend 'createCollection' with only valid fields.");
  }

  static CommandRefused lexicalNotAvailable() {
    return schema(
        "LEXICAL_NOT_AVAILABLE_FOR_DATABASE",
        "Lexical search is not available on this database",
        "The command attempted to enable lexical search functionality but lexical search is not"
            + " supported by this database.");
  }

  private static CommandRefused schema(String code, String title, String message) {
    return new CommandRefused(200, REQUEST, "SCHEMA", code, title, message);
  }

  // ---- projections, sorts and updates

  static CommandRefused badProjection(String problem) {
    return new CommandRefused(
        200,
        REQUEST,
        "PROJECTION",
        "UNSUPPORTED_PROJECTION_PARAM",
        "Unsupported projection parameter",
        "Unsupported projection parameter: %s.\n\nResend the command with valid projection"
            .formatted(problem));
  }

  static CommandRefused unindexedSort(String path) {
    return new CommandRefused(
        200,
        REQUEST,
        "SORT",
        "SORT_CLAUSE_PATH_UNINDEXED",
        "Collection field used in sort clause not indexed",
        "Collection field '%s' is not indexed: cannot sort using it.".formatted(path));
  }

  static CommandRefused updateOfId(String operator) {
    return new CommandRefused(
        200,
        REQUEST,
        "UPDATE",
        "UNSUPPORTED_UPDATE_OPERATOR_FOR_DOC_ID",
        "Update operators cannot be used on _id field",
        "The command used the update operator: %s.\n_id field cannot be updated."
            .formatted(operator));
  }
}
