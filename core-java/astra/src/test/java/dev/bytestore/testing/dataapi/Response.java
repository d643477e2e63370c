package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;

/** A complete response. */
@SuppressWarnings("ArrayRecordComponent") // Responses are never compared.
record Response(int status, Map<String, String> headers, byte[] body) {

  static Response of(int status, String contentType, String body) {
    return new Response(status, Map.of("Content-Type", contentType), body.getBytes(UTF_8));
  }

  static Response json(int status, JsonNode body) {
    return new Response(status, Map.of("Content-Type", "application/json"), Json.bytes(body));
  }

  static Response empty(int status) {
    return new Response(status, Map.of(), new byte[0]);
  }

  /** A response whose body is the first half of this one. */
  Response truncated() {
    return new Response(status, headers, Arrays.copyOf(body, body.length / 2));
  }
}
