package dev.bytestore.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * The calls of {@link DataApiCalls}, written by hand with the JDK's HTTP client and Jackson,
 * without this library's checks. They show how long a new JVM needs at least.
 */
public final class HandWrittenCalls {

  private static final int IN_FLIGHT = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI collection;
  private final String token;

  private HandWrittenCalls(URI collection, String token) {
    this.collection = collection;
    this.token = token;
  }

  /** See {@link DataApiCalls#main}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String path = String.join("/", arguments[0] + arguments[1], arguments[2], arguments[4]);
    HandWrittenCalls calls = new HandWrittenCalls(URI.create(path), arguments[3]);
    // The setup, which the other sides do before they are ready.
    calls.find(Map.of());
    Map<String, byte[]> entries = DataApiCalls.entries(DataApiCalls.OVERWRITTEN);
    for (int round = 0; round < Integer.parseInt(arguments[5]); round++) {
      long start = System.nanoTime();
      calls.overwrite(entries);
      long overwritten = System.nanoTime();
      int keys = calls.list();
      long listed = System.nanoTime();
      if (keys != DataApiCalls.LISTED) {
        throw new IllegalStateException("listed " + keys);
      }
      System.out.println((overwritten - start) / 1e9 + " " + (listed - overwritten) / 1e9);
    }
  }

  private HttpRequest request(Object command) throws IOException {
    return HttpRequest.newBuilder(collection)
        .version(HttpClient.Version.HTTP_1_1)
        .header("Content-Type", "application/json")
        .header("Token", token)
        .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(command)))
        .build();
  }

  private void overwrite(Map<String, byte[]> entries) throws IOException, InterruptedException {
    List<CompletableFuture<?>> sent = new ArrayList<>();
    Semaphore places = new Semaphore(IN_FLIGHT);
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      Map<String, Object> document = Map.of("_id", entry.getKey(), "value", entry.getValue());
      HttpRequest request =
          request(
              Map.of(
                  "findOneAndReplace",
                  Map.of(
                      "filter",
                      Map.of("_id", entry.getKey()),
                      "replacement",
                      document,
                      "projection",
                      Map.of("value", 0),
                      "options",
                      Map.of("upsert", true))));
      places.acquire();
      sent.add(
          http.sendAsync(request, BodyHandlers.ofByteArray())
              .whenComplete((response, failure) -> places.release()));
    }
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
  }

  private int list() throws IOException, InterruptedException {
    int keys = 0;
    JsonNode page = find(Map.of());
    keys += page.path("documents").size();
    while (page.path("nextPageState").isTextual()) {
      page = find(Map.of("pageState", page.get("nextPageState").asText()));
      keys += page.path("documents").size();
    }
    return keys;
  }

  private JsonNode find(Map<String, ?> options) throws IOException, InterruptedException {
    HttpRequest request =
        request(Map.of("find", Map.of("projection", Map.of("value", 0), "options", options)));
    return JSON.readTree(http.send(request, BodyHandlers.ofByteArray()).body()).path("data");
  }
}
