package dev.bytestore.testing.dataapi;

/** The errors of family REQUEST that documents and filters cause. */
final class DocumentErrors {

  private DocumentErrors() {}

  static CommandRefused alreadyExists(DocumentId id) {
    return document(
        "DOCUMENT_ALREADY_EXISTS",
        "Document the given _id already exists",
        "Cannot insert the document: a document already exists with given '_id' ("
            + id.quoted()
            + "). \n\nEither resend the command with distinct '_id', or use an update command"
            + " instead.");
  }

  static CommandRefused otherIdInReplacement(DocumentId replacement, DocumentId matched) {
    return document(
        "DOCUMENT_REPLACE_DIFFERENT_DOCID",
        "Document the given _id already exists",
        "The replace document and document resolved using filter have different '_id's: "
            + replacement
            + " (replace document) vs. "
            + matched
            + " (document that filter matches). \n\nResend the update command with a document that"
            + " has same '_id' as document being replaced.");
  }

  static CommandRefused badIdType(String problem) {
    return document(
        "SHRED_BAD_DOCID_TYPE",
        "Bad type for '_id' field",
        "Bad type for '_id' field: " + problem + ".");
  }

  static CommandRefused emptyId() {
    return document(
        "SHRED_BAD_DOCID_VALUE",
        "Bad value for '_id' field",
        "Bad value for '_id' field: empty String not allowed.");
  }

  static CommandRefused notAnObject(String type) {
    return document(
        "SHRED_BAD_DOCUMENT_TYPE",
        "Bad document type to shred",
        "Bad document type to shred: document must be a JSON Object, instead got a JSON "
            + type
            + ".");
  }

  static CommandRefused badFieldName(String problem) {
    return document(
        "SHRED_BAD_FIELD_NAME",
        "Document field name not valid",
        "Document field name not valid: " + problem + ".");
  }

  static CommandRefused tooLarge(String problem) {
    return document(
        "SHRED_DOC_LIMIT_VIOLATION",
        "Document size limitation violated",
        "Document size limitation violated: " + problem + ".");
  }

  private static CommandRefused document(String code, String title, String message) {
    return new CommandRefused(200, "REQUEST", "DOCUMENT", code, title, message);
  }

  static CommandRefused badFilter(String problem) {
    return filter(
        "FILTER_INVALID_EXPRESSION",
        "Unsupported filter clause",
        "Unsupported filter clause: "
            + problem
            + ".\n\nResend the command using only supported filter expressions and paths.");
  }

  static CommandRefused severalIdFilters() {
    return filter(
        "FILTER_MULTIPLE_ID_FILTER",
        "Can only have one '_id' equals filter clause",
        "Command included more than one '_id' equals filter clauses, which is not supported: use"
            + " '$in' operator instead.\n\nResend the command using supported filters.");
  }

  static CommandRefused unindexedFilter(String path) {
    return filter(
        "FILTER_PATH_UNINDEXED",
        "Collection path used in filter clause not indexed",
        "Collection path '"
            + path
            + "' is not indexed: cannot filter on that path.\n\n"
            + "Resend the command with filter clause without such paths.");
  }

  static CommandRefused idNotIndexed(String operator) {
    return filter(
        "FILTER_ID_NOT_INDEXED",
        "Collection field '_id' not indexed can only filter with '$eq' or '$in'",
        "Collection field '_id' is never indexed so filtering can only be done using operators"
            + " '$eq' or '$in', not '"
            + operator
            + "'.\n\nResend the command with proper filter.");
  }

  static CommandRefused unknownOperator(String operator) {
    return filter(
        "FILTER_UNSUPPORTED_OPERATOR",
        "Unsupported filter operator",
        "Unsupported filter operator '"
            + operator
            + "'.\n\nResend the command using only supported operators.");
  }

  private static CommandRefused filter(String code, String title, String message) {
    return new CommandRefused(200, "REQUEST", "FILTER", code, title, message);
  }
}
