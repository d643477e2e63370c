package dev.bytestore.testing.dataapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/** Sends any body with the right headers, and does not check the response. */
final class TestClient {

  private final HttpClient http = HttpClient.newHttpClient();
  private final DataApiServer server;

  TestClient(DataApiServer server) {
    this.server = server;
  }

  /** A request to a path below the base path. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.endpoint() + server.basePath() + path))
        .header("Token", server.token())
        .header("Content-Type", "application/json");
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofString(body)).build());
  }

  /** Sends a command on a collection of the server's keyspace. */
  JsonNode run(String collection, String body) throws IOException, InterruptedException {
    return Json.parse(post("/" + server.keyspace() + "/" + collection, body).body());
  }

  CompletableFuture<JsonNode> runAsync(String collection, String body) {
    return http.sendAsync(
            request("/" + server.keyspace() + "/" + collection)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString())
        .thenApply(response -> Json.parse(response.body()));
  }
}
