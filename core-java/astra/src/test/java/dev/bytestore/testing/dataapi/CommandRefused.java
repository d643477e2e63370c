package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;

/** An error of the Data API. */
final class CommandRefused extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String family;
  private final String scope;
  private final String code;
  private final String title;

  CommandRefused(
      int status, String family, String scope, String code, String title, String message) {
    super(message, null, false, false);
    this.status = status;
    this.family = family;
    this.scope = scope;
    this.code = code;
    this.title = title;
  }

  /** The HTTP status, which is 200 for nearly all of them. */
  int status() {
    return status;
  }

  /** Whether another error is the same, except for its random id. */
  boolean isLike(CommandRefused other) {
    return code.equals(other.code) && getMessage().equals(other.getMessage());
  }

  /** The response to a command that had no effect. */
  ObjectNode answer() {
    ObjectNode answer = Json.object();
    answer.putArray("errors").add(json(List.of()));
    return answer;
  }

  ObjectNode json(List<DocumentId> documents) {
    ObjectNode error = Json.object();
    error
        .put("id", UUID.randomUUID().toString())
        .put("family", family)
        .put("scope", scope)
        .put("errorCode", code)
        .put("title", title)
        .put("message", getMessage());
    if (!documents.isEmpty()) {
      ArrayNode ids = error.putArray("documentIds");
      documents.forEach(id -> ids.add(id.text()));
    }
    return error;
  }
}
