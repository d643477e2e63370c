package dev.bytestore.testing.dataapi;

/** The errors of family SERVER: what went wrong there, or in its database. */
final class ServerErrors {

  private ServerErrors() {}

  static CommandRefused internal(String problem) {
    return new CommandRefused(
        200,
        "SERVER",
        "",
        "INTERNAL_SERVER_ERROR",
        "Internal server error",
        "An unexpected internal server error occurred while processing the request. \n\n"
            + "Error Message: "
            + problem);
  }

  static CommandRefused unexpected(String errorClass, String problem) {
    return new CommandRefused(
        200,
        "SERVER",
        "",
        "UNEXPECTED_SERVER_ERROR",
        "Unexpected server error",
        "An unexpected server error occurred while processing the request. \n\n"
            + "Error Class: %s\nError Message: %s".formatted(errorClass, problem));
  }

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
    return driver(place, "ProtocolError", "Invalid value for the paging state");
  }

  static CommandRefused driver(String place, String errorClass, String problem) {
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
            + "Error Class: "
            + errorClass
            + "\nError Message: "
            + problem
            + "\n\nReview the Error Message before retrying this request.");
  }

  static CommandRefused invalidQuery(String place, String query, String values, String problem) {
    return database(
        "INVALID_DATABASE_QUERY",
        "Invalid database query",
        "The Data API command generated a database query that while syntactically correct, was"
            + " rejected as invalid by the database.  \n\n"
            + "The Data API should have generated a valid query, or returned an error before"
            + " sending the query to the database. \n\n"
            + "The command used the keyspace and table or collection: %s.\n".formatted(place)
            + "The command generated the CQL query: %s.\n".formatted(query)
            + "The command generated the CQL values: %s.\n".formatted(values)
            + "The database error: %s.\n\n".formatted(problem)
            + "Retrying the command will likely result in the same error.");
  }

  static CommandRefused unsupportedQuery(String place, String problem) {
    return database(
        "UNSUPPORTED_DATABASE_QUERY",
        "Unsupported database query",
        "The Data API command generated a database query that was syntactically incorrect, and was"
            + " rejected by the database.  \n\n"
            + "The command used the keyspace and table or collection: %s.\n".formatted(place)
            + "The database error: %s.\n\n".formatted(problem)
            + "Retrying the command will likely result in the same error.");
  }

  static CommandRefused tooManyCollections(String collection, int most, int present) {
    return database(
        "TOO_MANY_COLLECTIONS",
        "Too many collections",
        "Cannot create collection '%s': the maximum number of collections per database is %d,"
                .formatted(collection, most)
            + " database already has %d.".formatted(present));
  }

  private static CommandRefused database(String code, String title, String message) {
    return new CommandRefused(200, "SERVER", "DATABASE", code, title, message);
  }
}
