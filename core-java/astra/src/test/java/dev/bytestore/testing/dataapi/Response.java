package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;

/** A complete answer, as it would be sent. */
@SuppressWarnings("ArrayRecordComponent") // never compared
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

  /** The first half of the body, as if it were all of it. */
  Response truncated() {
    return new Response(status, headers, Arrays.copyOf(body, body.length / 2));
  }
}
