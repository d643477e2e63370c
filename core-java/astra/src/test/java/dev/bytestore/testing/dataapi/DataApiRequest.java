package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as the server received it.
 *
 * @param path without the query
 * @param headers the first value of each; names are found in any case
 * @param body empty if it was over the limit of 20 MB
 * @param isTooLarge whether it was over that limit
 * @param command the name of the command, or "" if the body does not start with one
 */
public record DataApiRequest(
    String method,
    String path,
    Map<String, String> headers,
    String body,
    boolean isTooLarge,
    String command) {

  static final int LARGEST_BODY = 20 * 1024 * 1024;

  /**
   * Reads the body, but none that is over the limit to its end: the real server closes the
   * connection while such a client still writes.
   */
  static DataApiRequest read(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    boolean isTooLarge = bytes.length > LARGEST_BODY;
    String body = isTooLarge ? "" : UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    return new DataApiRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        Collections.unmodifiableMap(headers),
        body,
        isTooLarge,
        Json.firstFieldName(body));
  }

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
