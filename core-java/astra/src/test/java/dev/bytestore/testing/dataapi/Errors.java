package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ArrayNode;

/** The errors of the Data API, with its own messages. */
final class Errors {

  private static final String REQUEST = "REQUEST";
  private static final int LONGEST_VALUE_SHOWN = 1000;

  private Errors() {}

  // ---- tokens, keyspaces and collections

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

  static CommandRefused badName(String collection) {
    return schema(
        "UNSUPPORTED_SCHEMA_NAME",
        "The used schema name is not supported",
        "The command attempted to create a Collection with a name that is not supported.\n\n"
            + "The supported Collection names must not be empty, more than 48 characters long, or"
            + " contain non-alphanumeric-underscore characters.\n"
            + "The command used the unsupported Collection name: '"
            + collection
            + "'.\n\nResend the command using a supported Collection name.");
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

  private static CommandRefused schema(String code, String title, String message) {
    return new CommandRefused(200, REQUEST, "SCHEMA", code, title, message);
  }

  // ---- documents

  static CommandRefused alreadyExists(DocumentId id) {
    return new CommandRefused(
        200,
        REQUEST,
        "DOCUMENT",
        "DOCUMENT_ALREADY_EXISTS",
        "Document the given _id already exists",
        "Cannot insert the document: a document already exists with given '_id' ('"
            + id.text()
            + "'). \n\nEither resend the command with distinct '_id', or use an update command"
            + " instead.");
  }

  static CommandRefused tooLarge(String problem) {
    return new CommandRefused(
        200,
        REQUEST,
        "DOCUMENT",
        "SHRED_DOC_LIMIT_VIOLATION",
        "Document size limitation violated",
        "Document size limitation violated: " + problem + ".");
  }

  static CommandRefused tooManyIds(int most) {
    return new CommandRefused(
        200,
        REQUEST,
        "FILTER",
        "FILTER_INVALID_EXPRESSION",
        "Unsupported filter clause",
        "Unsupported filter clause: '$in' operator must have at most %d values.\n\n".formatted(most)
            + "Resend the command using only supported filter expressions and paths.");
  }

  static CommandRefused tooManyDocuments(ArrayNode documents, int most) {
    String value = Json.texts(documents).toString();
    return new CommandRefused(
        200,
        REQUEST,
        "",
        "COMMAND_FIELD_VALUE_INVALID",
        "Command field value invalid",
        ("Command field 'command.documents' value \"%s\"...[TRUNCATED from %d to %d characters]"
                + " not valid: amount of documents to insert is over the max limit (%d vs %d).\n\n"
                + "Resend command with valid value.")
            .formatted(
                value.substring(0, LONGEST_VALUE_SHOWN),
                value.length(),
                LONGEST_VALUE_SHOWN,
                documents.size(),
                most));
  }

  // ---- the database

  static CommandRefused contention(String place) {
    return database(
        "FAILED_CONCURRENT_OPERATIONS",
        "Failed to complete concurrent operations on the database",
        "The Data API command was unable to complete an operation on a document or row due to"
            + " concurrent modifications from other requests.\n\n"
            + "The command used the keyspace and table or collection: "
            + place
            + ".\n\nIt is safe to retry this request.");
  }

  static CommandRefused badPageState(String place) {
    return database(
        "UNEXPECTED_DRIVER_ERROR",
        "Unexpected driver error",
        "An unexpected server error occurred while using the driver with the database. \n\n"
            + "The command against the COLLECTION "
            + place
            + " may be in an inconsistent state due to the error encountered. It may have either:"
            + " \n* Failed to start communicating with the database.\n"
            + "* Encountered an error when being processed by the database.\n"
            + "* Completed successfully, but returned an unexpected response.\n\n"
            + "Consult the the detailed error message below for more information:\n\n"
            + "Error Class: ProtocolError\nError Message: Invalid value for the paging state\n\n"
            + "Review the Error Message before retrying this request.");
  }

  static CommandRefused database(String code, String title, String message) {
    return new CommandRefused(200, "SERVER", "DATABASE", code, title, message);
  }
}
