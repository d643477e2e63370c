package dev.bytestore.astra;

import static dev.bytestore.astra.TestDataApi.storeWithoutSetup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bytestore.ByteStore;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.SetupMode;
import dev.bytestore.internal.Cancellation;
import dev.bytestore.testing.dataapi.DataApiRequest;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How long a call is retried while the server or its database has a problem, and what its failure
 * says.
 */
class DataApiRetriesTest {

  private static final String DRIVER_ERROR = "UNEXPECTED_DRIVER_ERROR";

  private DataApiServer server;

  @BeforeEach
  void start() {
    server = TestDataApi.serverWithAnEntry();
    server.createCollection("cache", "{}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private AstraDbConnection.Builder connection() {
    return TestDataApi.connection(server);
  }

  private AstraDbByteStore.Builder store() {
    return AstraDbByteStore.builder(connection().build()).collection("kv").setupMode(SetupMode.OFF);
  }

  private AstraDbLlmCache.Builder cache() {
    return AstraDbLlmCache.builder(connection().build())
        .collection("cache")
        .setupMode(SetupMode.OFF);
  }

  private static Map<String, byte[]> entries(int count) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    IntStream.range(0, count).forEach(i -> entries.put("k" + i, new byte[] {(byte) i}));
    return entries;
  }

  private static Predicate<DataApiRequest> is(String command) {
    return request -> request.command().equals(command);
  }

  private static DataApiException failureOf(CompletableFuture<?> call) {
    return (DataApiException)
        catchThrowableOfType(CompletionException.class, call::join).getCause();
  }

  /** All of these are retried. */
  @ParameterizedTest
  @MethodSource("dev.bytestore.astra.RetryPolicyTest#codesThatPass")
  void everyErrorThatPassesIsTriedAgain(String code) {
    ByteStore store = store().build();
    LlmCache cache = cache().build();
    Fault fault = Fault.trouble(code);

    server.fail(2, fault);
    store.msetAsync(entries(3)).join();
    server.fail(2, fault);
    store.msetAsync(entries(1)).join();
    server.fail(2, fault);
    assertThat(store.mgetAsync(List.of("k2")).join()).containsExactly(new byte[] {2});
    server.fail(2, fault);
    store.mdeleteAsync(List.of("k", "k0", "k1", "k2")).join();
    server.fail(2, fault);
    assertThat(store.yieldKeysAsync().join().keys()).isEmpty();
    server.fail(2, fault);
    cache.updateAsync("p", "llm", List.of(Generation.of("x"))).join();
    server.fail(2, fault);
    assertThat(cache.lookupAsync("p", "llm").join()).containsExactly(Generation.of("x"));
    server.fail(2, fault);
    cache.clearAsync().join();
    server.fail(2, fault);
    assertThat(AstraDbByteStore.builder(connection().build()).collection("kv").build()).isNotNull();
  }

  /** Two failed documents of 2,000 must not fail the whole call. */
  @Test
  void onlyTheFailedDocumentsOfAnInsertionAreSentAgain() {
    server.fail(is("insertMany"), 1, Fault.trouble("TIMEOUT_WRITING_DATA", 2));

    store().build().msetAsync(entries(2_000)).join();

    assertThat(server.documents("kv")).hasSize(2_001);
    assertThat(server.requests("insertMany")).hasSize(20);
    assertThat(server.requests("findOneAndReplace")).hasSize(2);
  }

  /** Otherwise one failed insertion would turn into a request for each document. */
  @Test
  void anInsertionThatWroteNothingIsSentAgainAsAWhole() {
    server.fail(is("insertMany"), 40, Fault.trouble(DRIVER_ERROR));

    store().build().msetAsync(entries(2_000)).join();

    assertThat(server.documents("kv")).hasSize(2_001);
    assertThat(server.requests("insertMany")).hasSize(60);
    assertThat(server.requests("findOneAndReplace")).isEmpty();
  }

  @Test
  void retriesGoOnUntilTheCallTimeoutAndTheMessageSaysSoAndWhatToDo() {
    server.fail(Integer.MAX_VALUE, Fault.trouble(DRIVER_ERROR));

    DataApiException failure =
        failureOf(store().callTimeout(Duration.ofSeconds(4)).build().mgetAsync(List.of("k")));

    assertThat(failure.errorCodes()).containsExactly(DRIVER_ERROR);
    assertThat(failure)
        .hasMessageContainingAll(
            "find in ks1.kv",
            DRIVER_ERROR,
            "the Data API did not reach its database",
            "check whether the database runs",
            "tried %d times in ".formatted(server.requests().size()),
            "callTimeout(...) is 4 s");
    assertThat(server.requests()).hasSizeGreaterThan(1);
  }

  /** The message names all attempts and the whole time, and not only the last attempt. */
  @Test
  void aCallToAServerThatHangsFailsAfterItsTimeoutWithTheNumberOfAttempts() {
    server.fail(Integer.MAX_VALUE, Fault.stall());
    LlmCache cache =
        AstraDbLlmCache.builder(connection().requestTimeout(Duration.ofMillis(100)).build())
            .collection("cache")
            .setupMode(SetupMode.OFF)
            .callTimeout(Duration.ofSeconds(4))
            .build();

    DataApiException failure = failureOf(cache.lookupAsync("p", "llm"));

    assertThat(failure)
        .hasMessageContainingAll(
            "no complete response from 127.0.0.1 within 0.1 s",
            "requestTimeout(...)",
            "tried %d times in ".formatted(server.requests().size()),
            "callTimeout(...) is 4 s");
    assertThat(server.requests()).hasSizeGreaterThan(1);
  }

  @Test
  void theTimeoutsAreThirtySecondsForAStoreTenForACacheAndSixtyForASetup() {
    server.fail(3, Fault.unavailable("3600"));

    assertThat(failureOf(store().build().mgetAsync(List.of("k"))))
        .hasMessageContaining("asks for a pause of 3600 s, but callTimeout(...) is 30 s");
    assertThat(failureOf(cache().build().lookupAsync("p", "llm")))
        .hasMessageContaining("asks for a pause of 3600 s, but callTimeout(...) is 10 s");
    assertThatThrownBy(() -> store().setupMode(SetupMode.SYNC).build())
        .hasMessageContaining("asks for a pause of 3600 s, but setupTimeout(...) is 60 s");
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void withoutRetriesARequestIsSentOnce() {
    server.fail(Integer.MAX_VALUE, Fault.trouble(DRIVER_ERROR));

    DataApiException failure =
        failureOf(storeWithoutSetup(connection().maxRetries(0)).mgetAsync(List.of("k")));

    assertThat(failure).hasMessageNotContaining("tried");
    assertThat(server.requests()).hasSize(1);
  }

  /** A lookup must not wait for its turn until all lookups before it have failed. */
  @Test
  void callsThatWaitForTheirTurnDoNotWaitForAServerThatAnswersNobody() {
    server.fail(Integer.MAX_VALUE, Fault.stall());
    LlmCache cache = cache().maxRequestsInFlight(2).callTimeout(Duration.ofMillis(500)).build();

    List<CompletableFuture<List<Generation>>> lookups =
        IntStream.range(0, 100).mapToObj(i -> cache.lookupAsync("p" + i, "llm")).toList();

    List<DataApiException> failures = lookups.stream().map(DataApiRetriesTest::failureOf).toList();
    assertThat(failures)
        .filteredOn(failure -> failure.getMessage().contains("waited for its turn"))
        .hasSizeGreaterThan(50)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .hasMessageContainingAll("ks1.cache", "callTimeout(...) is 0.5 s"));
    assertThat(server.requests()).hasSizeLessThan(50);
  }

  /** A server that refuses calls works, even if it responds slowly. */
  @Test
  void callsThatWaitForTheirTurnLearnThatTheTokenIsWrong() {
    server.delay(Duration.ofMillis(300));
    LlmCache cache =
        AstraDbLlmCache.builder(connection().token("wrong").build())
            .setupMode(SetupMode.OFF)
            .maxRequestsInFlight(1)
            .callTimeout(Duration.ofSeconds(2))
            .build();

    List<CompletableFuture<List<Generation>>> lookups =
        IntStream.range(0, 10).mapToObj(i -> cache.lookupAsync("p" + i, "llm")).toList();

    assertThat(lookups)
        .allSatisfy(lookup -> assertThat(failureOf(lookup).httpStatus()).isEqualTo(401));
  }

  /** The setup may take a minute, but a call must not wait that long. */
  @Test
  void aCallGivesUpWaitingForASetupThatGoesOnForOthers() {
    server.delay(Duration.ofSeconds(1));
    AstraDbLlmCache cache =
        AstraDbLlmCache.builder(connection().build())
            .setupMode(SetupMode.ASYNC)
            .callTimeout(Duration.ofMillis(200))
            .build();

    assertThat(failureOf(cache.lookupAsync("p", "llm")))
        .hasMessageContainingAll(
            "ks1.langchain_astradb_cache", "setup", "0.2 s", "callTimeout(...)");

    server.delay(Duration.ZERO);
    cache.ensureSetupAsync().join();
    assertThat(cache.lookupAsync("p", "llm").join()).isNull();
    assertThat(server.requests("createCollection")).hasSize(1);
  }

  /** A real server closes the connection while the client still writes such a request. */
  @Test
  void aConnectionThatIsCutWhileALargeBodyIsWrittenIsAnErrorThatNamesItsSize() {
    AstraDbConnection connection = connection().maxRetries(0).build();
    byte[] value = new byte[18_750_000]; // 25,000,000 characters of Base64
    DataApiClient.Request request =
        new DataApiClient.Request(
            connection.collectionUri("kv"),
            "ks1.kv",
            Command.of("{\"insertMany\":{\"documents\":?}}", value),
            TimeLimit.ofCall(Duration.ofSeconds(30), null));

    DataApiException failure = failureOf(connection.client().send(request, new Cancellation()));

    assertThat(failure)
        .hasMessageContainingAll(
            "insertMany in ks1.kv", "the request has 25,000,031 bytes", "larger");
  }

  /** The server sends nothing but the status. */
  @Test
  void aTokenThatIsMalformedIsAnErrorThatSaysWhereItIsSet() {
    DataApiException failure =
        failureOf(
            storeWithoutSetup(connection().token("Cassandra:secret")).mgetAsync(List.of("k")));

    assertThat(failure.httpStatus()).isEqualTo(401);
    assertThat(failure)
        .hasMessageContainingAll("HTTP 401", "without a body", "check the token")
        .hasMessageNotContaining("secret");
  }
}
