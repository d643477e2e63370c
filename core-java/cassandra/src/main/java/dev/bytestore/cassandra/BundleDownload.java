package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.cassandra.HttpTransport.Response;
import dev.bytestore.internal.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Downloads a secure connect bundle in two requests, as Python does. The first asks Astra's DevOps
 * API for a download URL. The second downloads the bundle from there, and does not carry the token.
 *
 * @param addressSource the URL of the first request
 */
record BundleDownload(URI addressSource, String token) {

  /** The URL that Python uses. */
  static final String DEFAULT_URL_TEMPLATE =
      "https://api.astra.datastax.com/v2/databases/{database_id}/secureBundleURL";

  private static final int LONGEST_SHOWN = 200;
  private static final int TOO_MANY_REQUESTS = 429;

  /**
   * Creates the download of one database's bundle.
   *
   * @param urlTemplate a URL, with {@code {database_id}} in place of the id
   * @throws IllegalArgumentException if the id is not valid, or the URL is not an HTTPS URL
   */
  static BundleDownload of(String urlTemplate, String databaseId, String token) {
    if (!databaseId.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException(
          "databaseId: not a database id, which has only letters, digits and dashes");
    }
    URI address = https(urlTemplate.replace("{database_id}", databaseId));
    if (address == null) {
      throw new IllegalArgumentException("bundleUrlTemplate: not an HTTPS URL");
    }
    return new BundleDownload(address, token);
  }

  /**
   * Downloads the bundle.
   *
   * @return fails with {@link IllegalStateException} if Astra refuses the request, and with {@link
   *     UncheckedIOException} if Astra cannot be reached or sends no usable response
   */
  CompletableFuture<byte[]> fetch(HttpTransport transport) {
    Map<String, String> headers =
        Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
    return transport
        .send("POST", addressSource, headers)
        .thenApply(this::bundleAddress)
        .thenCompose(address -> transport.send("GET", address, Map.of()))
        .thenApply(
            answer -> {
              if (answer.status() != 200) {
                throw unusable("its download failed with HTTP " + answer.status());
              }
              return answer.body();
            });
  }

  private URI bundleAddress(Response answer) {
    Object content = json(answer);
    if (content instanceof Map<?, ?> map && map.get("errors") instanceof List<?> errors) {
      throw refused(answer.status(), messages(errors));
    }
    if (answer.status() == 401 || answer.status() == 403) {
      throw refused(answer.status(), List.of("jwt not valid"));
    }
    if (answer.status() / 100 == 4 && answer.status() != TOO_MANY_REQUESTS) {
      throw refused(answer.status(), List.of());
    }
    if (answer.status() / 100 != 2) {
      throw unusable("Astra responded with HTTP " + answer.status());
    }
    if (content == null) {
      throw refused(answer.status(), List.of());
    }
    if (content instanceof Map<?, ?> map && map.get("downloadURL") instanceof String text) {
      URI address = https(text);
      if (address != null) {
        return address;
      }
    }
    throw unusable("Astra's response has no HTTPS URL in its field downloadURL");
  }

  /**
   * Parses the body. For a body that is not JSON, returns an empty map if the status is 2xx, and
   * null otherwise.
   */
  private static @Nullable Object json(Response answer) {
    try {
      return JsonReader.read(new String(answer.body(), UTF_8));
    } catch (IllegalArgumentException e) {
      return answer.status() / 100 == 2 ? Map.of() : null;
    }
  }

  private static List<String> messages(List<?> errors) {
    List<String> messages = new ArrayList<>();
    for (Object error : errors) {
      if (error instanceof Map<?, ?> map && map.get("message") instanceof String message) {
        messages.add(message);
      }
    }
    return messages;
  }

  private IllegalStateException refused(int status, List<String> messages) {
    boolean isToken =
        messages.stream()
            .map(message -> message.toLowerCase(Locale.ROOT))
            .anyMatch(
                message -> message.contains("jwt not valid") || message.contains("malformed"));
    if (isToken) {
      return new IllegalStateException(
          ("no secure connect bundle: Astra refused the token (HTTP %d). Use a valid token that has"
                  + " access to the database")
              .formatted(status));
    }
    String said = messages.isEmpty() ? "" : ", message '%s'".formatted(shown(messages.get(0)));
    return new IllegalStateException(
        ("no secure connect bundle: Astra sent no download URL (HTTP %d%s). Check the database id"
                + " and the token")
            .formatted(status, said));
  }

  private String shown(String message) {
    String plain = message.replace(token, "<hidden>").replaceAll("\\p{Cntrl}", " ");
    return plain.length() > LONGEST_SHOWN ? plain.substring(0, LONGEST_SHOWN) + "…" : plain;
  }

  private static UncheckedIOException unusable(String problem) {
    return new UncheckedIOException(new IOException("no secure connect bundle: " + problem));
  }

  private static @Nullable URI https(String text) {
    try {
      URI address = URI.create(text);
      return "https".equalsIgnoreCase(address.getScheme()) && address.getHost() != null
          ? address
          : null;
    } catch (IllegalArgumentException e) { // not as the cause: it quotes the URL
      return null;
    }
  }

  @Override
  public String toString() {
    return "BundleDownload[addressSource=%s, token=<hidden>]".formatted(addressSource);
  }
}
