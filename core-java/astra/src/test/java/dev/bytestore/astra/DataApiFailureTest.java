package dev.bytestore.astra;

import static dev.bytestore.astra.TestDataApi.storeWithoutSetup;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.bytestore.ByteStore;
import dev.bytestore.SetupMode;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that fail on the way to the server, at the server, or on the way back. */
class DataApiFailureTest {

  private static final Duration SHORT = Duration.ofMillis(300);

  private DataApiServer server;

  @BeforeEach
  void start() {
    server = TestDataApi.serverWithAnEntry();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private AstraDbConnection.Builder connection() {
    return TestDataApi.connection(server);
  }

  private ByteStore store() {
    return storeWithoutSetup(connection());
  }

  private static DataApiException failureOf(CompletableFuture<?> call) {
    return (DataApiException)
        catchThrowableOfType(CompletionException.class, call::join).getCause();
  }

  static Stream<Fault> passingFaults() {
    return Stream.of(
        Fault.tooManyRequests(null),
        Fault.tooManyRequests("0"),
        Fault.unavailable(null),
        Fault.empty(502),
        Fault.empty(504),
        Fault.cut(),
        Fault.cutAfter(),
        Fault.cutBody(),
        Fault.error("FAILED_TO_CONNECT_TO_DATABASE", "SERVER", "DATABASE", "", ""),
        Fault.contention());
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void whatPassesIsTriedAgain(Fault fault) {
    ByteStore store = store();

    for (int i = 0; i < 2; i++) {
      server.fail(2, fault);
      byte[] value = ("value " + i).getBytes(UTF_8);
      store.msetAsync(Map.of("k", value)).join();
      server.fail(2, fault);
      assertThat(store.mgetAsync(List.of("k")).join()).containsExactly(value);
    }
    server.fail(2, fault);
    store.mdeleteAsync(List.of("k")).join();
    server.fail(2, fault);
    assertThat(store.yieldKeysAsync().join().keys()).isEmpty();
  }

  static Stream<Fault> stalls() {
    return Stream.of(Fault.stall(), Fault.stallBody());
  }

  @ParameterizedTest
  @MethodSource("stalls")
  void theTimeoutCoversTheWholeAnswerAndIsTriedAgain(Fault fault) {
    ByteStore store = storeWithoutSetup(connection().requestTimeout(SHORT));
    server.fail(fault);

    assertThat(store.mgetAsync(List.of("k")).join()).doesNotContainNull();
    assertThat(server.requests("find")).hasSize(2);
  }

  @Test
  void anAnswerThatNeverComesIsAnErrorThatSaysHowLongWasWaited() {
    server.fail(2, Fault.stall());
    ByteStore store = storeWithoutSetup(connection().requestTimeout(SHORT).maxRetries(1));

    DataApiException failure = failureOf(store.mgetAsync(List.of("k")));

    assertThat(failure)
        .hasMessageContainingAll("find in ks1.kv", "127.0.0.1", "0.3 s", "requestTimeout");
    assertThat(failure.httpStatus()).isZero();
    assertThat(failure.errors()).isEmpty();
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void triesEnd() {
    server.fail(100, Fault.unavailable(null));

    DataApiException failure =
        failureOf(storeWithoutSetup(connection().maxRetries(2)).mgetAsync(List.of("k")));

    assertThat(failure.httpStatus()).isEqualTo(503);
    assertThat(failure).hasMessageContainingAll("HTTP 503", "not ready");
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void aServerThatAsksForTooLongAPauseIsNotWaitedFor() {
    server.fail(Fault.tooManyRequests("3600"));

    assertThat(failureOf(store().mgetAsync(List.of("k"))).httpStatus()).isEqualTo(429);
    assertThat(server.requests()).hasSize(1);
  }

  static Stream<Arguments> lastingFaults() {
    return Stream.of(
        Arguments.of(Fault.html(), 200, "bytes of text/html"),
        Arguments.of(Fault.truncatedJson(), 200, "not a complete response"),
        Arguments.of(Fault.empty(200), 200, "without a body"),
        Arguments.of(Fault.empty(404), 404, "basePath"),
        Arguments.of(Fault.empty(413), 413, "larger than the server accepts"),
        Arguments.of(Fault.empty(500), 500, "without a body"),
        Arguments.of(Fault.status(302, "text/html", ""), 302, "without a body"),
        Arguments.of(Fault.status(403, "text/plain", "secret"), 403, "token"),
        Arguments.of(Fault.answer("[]"), 200, "not a complete response"),
        Arguments.of(Fault.answer("{}"), 200, "not a complete response"),
        Arguments.of(Fault.answer("{\"secret\":1}"), 200, "not a complete response"),
        Arguments.of(Fault.status(200, "secret\u00e9", "{"), 200, "bytes of"));
  }

  @ParameterizedTest
  @MethodSource("lastingFaults")
  void whatIsNoAnswerOfTheDataApiIsAClearErrorAtOnce(Fault fault, int status, String reason) {
    server.fail(fault);

    DataApiException failure = failureOf(store().mgetAsync(List.of("k")));

    assertThat(failure.httpStatus()).isEqualTo(status);
    assertThat(failure.errorCodes()).isEmpty();
    assertThat(failure).hasMessageContainingAll("find in ks1.kv", "HTTP " + status, reason);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anAnswerWithoutEndIsReadToItsLimitOnly() {
    server.fail(Fault.huge(64L << 20));

    DataApiException failure = failureOf(store().mgetAsync(List.of("k")));

    assertThat(failure).hasMessageContainingAll("find in ks1.kv", "16,777,216 bytes");
    assertThat(server.requests()).hasSize(1);
    // The connection is closed, and the next call opens another one.
    assertThat(store().mgetAsync(List.of("k")).join()).doesNotContainNull();
    await().until(() -> server.openRequests() == 0);
  }

  @Test
  void anErrorIsToldByItsCodesAndNotByTheServersWords() {
    server.fail(Fault.error("SOME_CODE", "REQUEST", "DOCUMENT", "A title", "holds 'secret'"));

    DataApiException failure = failureOf(store().mgetAsync(List.of("k")));

    assertThat(failure.httpStatus()).isEqualTo(200);
    assertThat(failure.errorCodes()).containsExactly("SOME_CODE");
    assertThat(failure)
        .hasMessageContainingAll("find in ks1.kv", "SOME_CODE", "A title")
        .hasMessageNotContaining("secret");
    DataApiException.Error error = failure.errors().get(0);
    assertThat(error.family()).isEqualTo("REQUEST");
    assertThat(error.scope()).isEqualTo("DOCUMENT");
    assertThat(error.message()).contains("secret");
    assertThat(error).asString().doesNotContain("secret");
  }

  @Test
  void anErrorOfAnOlderServerMayLackEverythingButItsMessage() {
    server.fail(Fault.answer("{\"errors\":[{\"message\":\"no\"},{}]}"));

    DataApiException failure = failureOf(store().mgetAsync(List.of("k")));

    assertThat(failure.errorCodes()).containsExactly("", "");
    assertThat(failure.errors().get(0).message()).isEqualTo("no");
    assertThat(failure).hasMessageContaining("an error without a code (2 times)");
  }

  @Test
  void aWrongTokenIsAnErrorThatSaysWhereItIsSetAndIsNotTriedAgain() {
    DataApiException failure =
        failureOf(storeWithoutSetup(connection().token("AstraCS:secret")).mgetAsync(List.of("k")));

    assertThat(failure.httpStatus()).isEqualTo(401);
    assertThat(failure.errorCodes()).containsExactly("UNAUTHENTICATED_REQUEST");
    assertThat(failure).hasMessageContaining("token(...)").hasMessageNotContaining("secret");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anUnknownKeyspaceOrCollectionIsAnErrorThatSaysWhatToDo() {
    assertThat(failureOf(storeWithoutSetup(connection().keyspace("nope")).mgetAsync(List.of("k"))))
        .hasMessageContainingAll("nope.kv", "UNKNOWN_KEYSPACE", "keyspace(...)");
    AstraDbByteStore store =
        AstraDbByteStore.builder(connection().build())
            .collection("nope")
            .setupMode(SetupMode.OFF)
            .build();
    assertThat(failureOf(store.mgetAsync(List.of("k"))))
        .hasMessageContainingAll("ks1.nope", "UNKNOWN_COLLECTION_OR_TABLE", "collection(...)");
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    ByteStore store = storeWithoutSetup(connection().maxRetries(0));
    String address = server.endpoint().substring("http://".length());
    server.close();

    DataApiException failure = failureOf(store.mgetAsync(List.of("k")));

    assertThat(failure).hasMessageContainingAll(address, "ConnectException", "endpoint");
    assertThat(failure).hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void aCancelledCallIsNotTriedAgain() {
    server.fail(100, Fault.unavailable("1"));
    CompletableFuture<?> call = store().mgetAsync(List.of("k"));
    await().until(() -> server.requests().size() == 1);

    call.cancel(true);

    // A second call waits as long for its retry. Until then the first would have been retried too.
    failureOf(storeWithoutSetup(connection().maxRetries(1)).mgetAsync(List.of("k")));
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void aTokenIsAskedForWithEveryRequestAndWhatItsSupplierThrowsComesUp() {
    Deque<String> tokens = new ArrayDeque<>(List.of(server.token(), "old"));
    ByteStore store = storeWithoutSetup(connection().token(tokens::remove));

    store.mgetAsync(List.of("k")).join();
    assertThat(failureOf(store.mgetAsync(List.of("k"))).httpStatus()).isEqualTo(401);
    assertThat(catchThrowableOfType(CompletionException.class, store.mgetAsync(List.of("k"))::join))
        .hasCauseInstanceOf(NoSuchElementException.class);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aServerThatDeletesNothingAndHasMoreIsNotAskedForEver() {
    server.fail(10, Fault.answer("{\"status\":{\"deletedCount\":0,\"moreData\":true}}"));

    assertThat(failureOf(store().mdeleteAsync(List.of("k"))))
        .hasMessageContaining("not a complete response");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void whatAServerWritesCannotBreakALineOfALog() {
    server.fail(Fault.error("A\nB", "REQUEST", "", "x".repeat(500), ""));

    DataApiException failure = failureOf(store().mgetAsync(List.of("k")));

    assertThat(failure.getMessage().lines()).hasSize(1);
    assertThat(failure.getMessage().length()).isLessThan(300);
  }
}
