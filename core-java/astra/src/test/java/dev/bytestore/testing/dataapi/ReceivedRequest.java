package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request before anyone looked for a command in it.
 *
 * @param isTooLarge whether the body was over the limit, and then is not kept
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ReceivedRequest(DataApiRequest request, byte[] body, boolean isTooLarge) {

  static final int LARGEST_BODY = 20 * 1024 * 1024;

  /**
   * Reads the body, but none that is over the limit to its end: the real server closes the
   * connection while such a client still writes.
   */
  static ReceivedRequest read(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    boolean isTooLarge = body.length > LARGEST_BODY;
    if (isTooLarge) {
      body = new byte[0];
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    return new ReceivedRequest(
        new DataApiRequest(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            Collections.unmodifiableMap(headers),
            new String(body, UTF_8),
            Json.firstFieldName(body)),
        body,
        isTooLarge);
  }
}
