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
 * Fetches a bundle as Python does: asks Astra's DevOps API for an address, and that for the bundle.
 * The token goes to the first only.
 *
 * @param addressSource where to ask for the address
 */
record BundleDownload(URI addressSource, String token) {

  /** Where Python asks. */
  static final String DEFAULT_URL_TEMPLATE =
      "https://api.astra.datastax.com/v2/databases/{database_id}/secureBundleURL";

  private static final int LONGEST_SHOWN = 200;
  private static final int TOO_MANY_REQUESTS = 429;

  /**
   * The download of one database's bundle.
   *
   * @param urlTemplate an address, with {@code {database_id}} for the id
   * @throws IllegalArgumentException if the id or the template cannot be part of an HTTPS address
   */
  static BundleDownload of(String urlTemplate, String databaseId, String token) {
    if (!databaseId.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException(
          "databaseId: has characters that no id has; it is made of letters, digits and dashes");
    }
    URI address = https(urlTemplate.replace("{database_id}", databaseId));
    if (address == null) {
      throw new IllegalArgumentException("bundleUrlTemplate: is no HTTPS address");
    }
    return new BundleDownload(address, token);
  }

  /**
   * Fetches the bundle.
   *
   * @return a future that fails with an {@link IllegalStateException} where Astra refuses, or with
   *     an {@link UncheckedIOException} where it cannot be reached or gives no answer of use
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
                throw useless("the bundle's address answers HTTP " + answer.status());
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
      throw useless("Astra answers HTTP " + answer.status());
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
    throw useless("Astra's answer has no HTTPS address in its field downloadURL");
  }

  /** What the answer holds; of an answer that is no JSON, nothing. */
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
          ("no secure connect bundle: Astra refuses the token (HTTP %d). It must be a valid one with"
                  + " rights on the database")
              .formatted(status));
    }
    String said = messages.isEmpty() ? "" : ", saying '%s'".formatted(shown(messages.get(0)));
    return new IllegalStateException(
        "no secure connect bundle: Astra gives no address of one (HTTP %d%s). Check database id and token"
            .formatted(status, said));
  }

  private String shown(String message) {
    String plain = message.replace(token, "<hidden>").replaceAll("\\p{Cntrl}", " ");
    return plain.length() > LONGEST_SHOWN ? plain.substring(0, LONGEST_SHOWN) + "…" : plain;
  }

  private static UncheckedIOException useless(String problem) {
    return new UncheckedIOException(new IOException("no secure connect bundle: " + problem));
  }

  private static @Nullable URI https(String text) {
    try {
      URI address = URI.create(text);
      return "https".equalsIgnoreCase(address.getScheme()) && address.getHost() != null
          ? address
          : null;
    } catch (IllegalArgumentException e) { // without the cause, which quotes the address
      return null;
    }
  }

  @Override
  public String toString() {
    return "BundleDownload[addressSource=%s, token=<hidden>]".formatted(addressSource);
  }
}
