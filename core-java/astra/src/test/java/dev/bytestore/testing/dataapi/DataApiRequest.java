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
 * @param path the path without the query
 * @param headers the first value of each header; the names are case-insensitive
 * @param body the body; empty if it was over the limit of 20 MB
 * @param isTooLarge whether the body was over that limit
 * @param command the name of the command; "" if the body does not start with one
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
   * Reads the body. A body over the limit is not read to its end: the real server closes the
   * connection while the client still writes it.
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

  /** The first value of a header. Its name is case-insensitive. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The whole body, which must be JSON. */
  public JsonNode json() {
    return Json.parse(body);
  }

  /** The arguments of the command: the value of the body's only field. */
  public JsonNode arguments() {
    return json().path(command);
  }

  /** Leaves out the headers, because they contain a token. */
  @Override
  public String toString() {
    return method + " " + path + " " + command + " of " + body.length() + " characters";
  }
}
