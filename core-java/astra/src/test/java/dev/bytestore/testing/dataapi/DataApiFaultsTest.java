package dev.bytestore.testing.dataapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The stand-in's faults, and many requests at once, as a client sees them. */
class DataApiFaultsTest {

  private static final String REPLACE =
      "{\"findOneAndReplace\":{\"filter\":{\"_id\":\"a\"},\"replacement\":{\"value\":\"%s\"},"
          + "\"options\":{\"upsert\":true}}}";
  private static final String INSERT =
      "{\"insertMany\":{\"documents\":[{\"_id\":\"a\"},{\"_id\":\"b\"}],"
          + "\"options\":{\"returnDocumentResponses\":%s}}}";

  private final DataApiServer server = DataApiServer.builder().contention(true).start();
  private final TestClient client = new TestClient(server);

  @BeforeEach
  void createCollection() {
    server.createCollection("kv", "{}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  static Stream<Arguments> brokenAnswers() {
    return Stream.of(
        Arguments.of(Fault.cut(), false),
        Arguments.of(Fault.cutAfter(), true),
        Arguments.of(Fault.cutBody(), true));
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void aCutConnectionFailsTheRequestWhetherOrNotItTookEffect(Fault fault, boolean tookEffect) {
    // The JDK's client may send a request again after a cut, so all of them are cut.
    server.fail(10, fault);

    assertThatThrownBy(() -> client.run("kv", REPLACE.formatted("v")))
        .isInstanceOf(IOException.class);
    assertThat(server.documents("kv").containsKey("a")).isEqualTo(tookEffect);
    assertThat(server.openRequests()).isZero();
  }

  @Test
  void aStalledRequestStaysOpenUntilTheServerCloses() {
    server.fail(Fault.stall());

    CompletableFuture<JsonNode> answer = client.runAsync("kv", REPLACE.formatted("v"));

    await().until(() -> server.openRequests() == 1);
    assertThat(answer).isNotDone();
    assertThat(server.documents("kv")).isEmpty();
    server.close();
    await().until(answer::isCompletedExceptionally);
  }

  @Test
  void aStalledBodyHasHeadersAndAHalf() throws Exception {
    server.put("kv", "{\"_id\":\"a\"}");
    server.fail(Fault.stallBody());

    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient()
            .send(
                client.request("/ks1/kv").POST(BodyPublishers.ofString("{\"find\":{}}")).build(),
                BodyHandlers.ofInputStream());

    int length = (int) answer.headers().firstValueAsLong("Content-Length").orElseThrow();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new String(answer.body().readNBytes(length / 2), UTF_8)).startsWith("{\"data\":{");
    server.close();
    assertThatThrownBy(() -> answer.body().read()).isInstanceOf(IOException.class);
  }

  @Test
  void aTruncatedAnswerIsCompleteHttpButNoJson() throws Exception {
    server.fail(Fault.truncatedJson());

    HttpResponse<String> answer = client.post("/ks1/kv", REPLACE.formatted("v"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> Json.parse(answer.body()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(server.documents("kv")).containsKey("a");
  }

  static Stream<Arguments> wholeAnswers() {
    return Stream.of(
        Arguments.of(Fault.tooManyRequests("7"), 429, "7", ""),
        Arguments.of(Fault.tooManyRequests(null), 429, "none", ""),
        Arguments.of(Fault.unavailable("8"), 503, "8", ""),
        Arguments.of(Fault.empty(200), 200, "none", ""),
        Arguments.of(Fault.status(502, "text/plain", "bad gateway"), 502, "none", "bad gateway"),
        Arguments.of(Fault.answer("{\"data\":{}}"), 200, "none", "{\"data\":{}}"));
  }

  @ParameterizedTest
  @MethodSource("wholeAnswers")
  void anAnswerCanBeGiven(Fault fault, int status, String retryAfter, String body)
      throws Exception {
    server.fail(fault);

    HttpResponse<String> answer = client.post("/ks1/kv", REPLACE.formatted("v"));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Retry-After").orElse("none")).isEqualTo(retryAfter);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(server.documents("kv")).isEmpty();
  }

  @Test
  void anErrorCanBeGiven() throws Exception {
    server.fail(Fault.error("CODE", "SERVER", "DATABASE", "A title", "A message"));

    assertThat(client.run("kv", "{\"find\":{}}").toString())
        .contains("\"errorCode\":\"CODE\"", "\"family\":\"SERVER\"", "\"title\":\"A title\"");
  }

  @Test
  void aHugeAnswerIsNeverInMemory() throws Exception {
    long bytes = 300_000_000L;
    server.fail(Fault.huge(bytes));
    HttpRequest request =
        client.request("/ks1/kv").POST(BodyPublishers.ofString("{\"find\":{}}")).build();

    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());

    try (InputStream body = answer.body()) {
      assertThat(body.skip(bytes)).isEqualTo(bytes);
      assertThat(body.read()).isEqualTo(-1);
    }
  }

  @Test
  void faultsAreForTheRequestsThatFitInTheirOrder() throws Exception {
    server.fail(request -> request.command().equals("findOne"), 1, Fault.empty(500));
    server.fail(2, Fault.empty(503));

    assertThat(client.post("/ks1/kv", "{\"find\":{}}").statusCode()).isEqualTo(503);
    assertThat(client.post("/ks1/kv", "{\"findOne\":{}}").statusCode()).isEqualTo(500);
    assertThat(client.post("/ks1/kv", "{\"findOne\":{}}").statusCode()).isEqualTo(503);
    assertThat(client.post("/ks1/kv", "{\"findOne\":{}}").statusCode()).isEqualTo(200);
  }

  @Test
  void contentionFailsAReplacementWithoutAnyEffect() throws Exception {
    server.fail(Fault.contention());

    JsonNode answer = client.run("kv", REPLACE.formatted("v"));

    assertThat(answer.path("status")).hasToString("{\"modifiedCount\":0}");
    assertThat(answer.at("/errors/0/errorCode").asText()).isEqualTo("FAILED_CONCURRENT_OPERATIONS");
    assertThat(server.documents("kv")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"false, 2", "true, 1"})
  void contentionFailsEachDocumentOfAnInsert(boolean responses, int errors) throws Exception {
    server.fail(Fault.contention());

    JsonNode answer = client.run("kv", INSERT.formatted(responses));

    assertThat(answer.path("errors")).hasSize(errors);
    assertThat(answer.at("/status/insertedIds").isEmpty()).isTrue();
    assertThat(answer.at("/status/documentResponses").findValuesAsText("status"))
        .allMatch("ERROR"::equals)
        .hasSize(responses ? 2 : 0);
    assertThat(server.documents("kv")).isEmpty();
  }

  @Test
  void aWriteLosesToAnotherOfTheSameDocumentThatCameBeforeAndIsStillUnderWay() throws Exception {
    server.fail(Fault.stall());
    CompletableFuture<JsonNode> first = client.runAsync("kv", REPLACE.formatted("first"));
    await().until(() -> server.openRequests() == 1);

    JsonNode second = client.run("kv", REPLACE.formatted("second"));
    JsonNode insert = client.run("kv", INSERT.formatted(false));

    assertThat(second.at("/errors/0/errorCode").asText()).isEqualTo("FAILED_CONCURRENT_OPERATIONS");
    assertThat(insert.at("/status/insertedIds")).hasToString("[\"b\"]");
    assertThat(insert.at("/errors/0/documentIds")).hasToString("[\"a\"]");
    assertThat(server.documents("kv")).containsOnlyKeys("b");
    assertThat(first).isNotDone();
  }

  @Test
  void writesOneAfterTheOtherDoNotLose() throws Exception {
    client.run("kv", REPLACE.formatted("first"));

    assertThat(client.run("kv", REPLACE.formatted("second")).at("/data/document/value").asText())
        .isEqualTo("first");
  }

  @Test
  void ofManyInsertsOfADocumentAtOnceOneSucceeds() {
    try (DataApiServer calm = DataApiServer.start()) {
      calm.createCollection("kv", "{}");
      TestClient calmClient = new TestClient(calm);

      List<JsonNode> answers =
          IntStream.range(0, 100)
              .mapToObj(i -> calmClient.runAsync("kv", INSERT.formatted(false)))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();

      assertThat(answers.stream().mapToInt(answer -> answer.at("/status/insertedIds").size()).sum())
          .isEqualTo(2);
      assertThat(answers.stream().mapToInt(answer -> answer.path("errors").size()).sum())
          .isEqualTo(198);
    }
  }

  @Test
  void hundredsOfRequestsCanBeOpenAtOnceWithFewThreads() throws Exception {
    server.fail(200, Fault.stall());
    List<CompletableFuture<JsonNode>> stalled =
        IntStream.range(0, 200).mapToObj(i -> client.runAsync("kv", "{\"find\":{}}")).toList();

    await().until(() -> server.openRequests() == 200);

    assertThat(server.maxConcurrentRequests()).isEqualTo(200);
    assertThat(serverThreads()).isLessThan(60);
    assertThat(client.run("kv", "{\"find\":{}}").has("data")).isTrue();
    assertThat(stalled).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void delayedRequestsAreAllAnswered() {
    server.delay(Duration.ofMillis(20));

    List<CompletableFuture<JsonNode>> answers =
        IntStream.range(0, 200).mapToObj(i -> client.runAsync("kv", "{\"find\":{}}")).toList();

    assertThat(answers).allSatisfy(answer -> assertThat(answer.join().has("data")).isTrue());
    assertThat(server.openRequests()).isZero();
  }

  @Test
  void allThreadsAreNamedAfterTheServer() throws Exception {
    client.run("kv", "{\"find\":{}}");

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(
            thread ->
                thread.getThreadGroup() != null
                    && thread.getThreadGroup().getName().equals(HttpFront.THREADS)
                    && !thread.getName().startsWith(HttpFront.THREADS));
    assertThat(serverThreads()).isPositive();
  }

  private static long serverThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(HttpFront.THREADS))
        .count();
  }
}
