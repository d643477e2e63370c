package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the server received it.
 *
 * @param path without the query
 * @param headers the first value of each; names are found in any case
 * @param body empty if it was over the limit of 20 MB
 * @param command the name of the command, or "" if the body does not start with one
 */
public record DataApiRequest(
    String method, String path, Map<String, String> headers, String body, String command) {

  /** The first value of a header, whose name may be in any case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The whole body, which has to be JSON. */
  public JsonNode json() {
    return Json.parse(body);
  }

  /** What the command was given: the value of the body's only field. */
  public JsonNode arguments() {
    return json().path(command);
  }

  /** Short, and without the headers, as a token is in them. */
  @Override
  public String toString() {
    return method + " " + path + " " + command + " of " + body.length() + " characters";
  }
}
