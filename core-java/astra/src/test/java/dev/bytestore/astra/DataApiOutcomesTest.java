package dev.bytestore.astra;

import static dev.bytestore.astra.TestDataApi.storeWithoutSetup;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.ByteStore;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.PartialWriteException;
import dev.bytestore.SetupMode;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call ends, and none succeeds that did not do its work. */
class DataApiOutcomesTest {

  private static final Duration ENOUGH = Duration.ofSeconds(20);

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

  @Test
  void aCallWhoseExecutorRefusesWorkEndsAllTheSame() {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    executor.shutdown();
    ByteStore store = storeWithoutSetup(connection().executor(executor));
    server.fail(Fault.unavailable(null));

    assertThat(store.mgetAsync(List.of("k"))).succeedsWithin(ENOUGH);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void anErrorOfTheTokensSupplierBeforeALaterAttemptEndsTheCall() {
    Deque<String> tokens = new ArrayDeque<>(List.of(server.token()));
    ByteStore store =
        storeWithoutSetup(
            connection()
                .token(
                    () -> {
                      if (tokens.isEmpty()) {
                        throw new NoClassDefFoundError();
                      }
                      return tokens.remove();
                    }));
    server.fail(Fault.unavailable(null));

    assertThat(store.mgetAsync(List.of("k")))
        .failsWithin(ENOUGH)
        .withThrowableThat()
        .withCauseInstanceOf(NoClassDefFoundError.class);
  }

  /** The message is about deletions, and not about writes. */
  @Test
  void aDeletionThatFailsInPartSaysHowManyKeysWereDeleted() {
    ByteStore store =
        AstraDbByteStore.builder(connection().build())
            .collection("kv")
            .setupMode(SetupMode.OFF)
            .maxRequestsInFlight(1)
            .build();
    List<String> keys = IntStream.range(0, 60).mapToObj(i -> "k" + i).toList();
    server.fail(request -> request.body().contains("\"k40\""), 1, Fault.empty(400));

    assertThat(store.mdeleteAsync(keys))
        .failsWithin(ENOUGH)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            PartialWriteException.class,
            failure -> {
              assertThat(failure).hasMessageContaining("40 of 60 keys were deleted");
              assertThat(failure.writtenKeys()).containsExactlyElementsOf(keys.subList(0, 40));
              assertThat(failure.unconfirmedKeys()).containsExactlyElementsOf(keys.subList(40, 60));
            });
  }

  @Test
  void aTimeoutMayBeAsLongAsADurationCanBe() {
    ByteStore store =
        storeWithoutSetup(connection().requestTimeout(Duration.ofSeconds(Long.MAX_VALUE)));

    assertThat(store.mgetAsync(List.of("k"))).succeedsWithin(ENOUGH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"error\"}",
        "{\"status\":503,\"data\":null}",
        "{\"errors\":\"out of order\"}",
        "{\"errors\":[]}",
        "{\"data\":{},\"status\":{}}"
      })
  void jsonThatDoesNotTellThatACommandWasCarriedOutIsNoSuccess(String json) {
    ByteStore store = storeWithoutSetup(connection());
    LlmCache cache = AstraDbLlmCache.builder(connection().build()).setupMode(SetupMode.OFF).build();
    List<Generation> answer = List.of(Generation.of("fizz"));
    Stream<Supplier<CompletableFuture<?>>> calls =
        Stream.of(
            () -> store.msetAsync(Map.of("k", new byte[1])),
            () -> store.msetAsync(Map.of("k", new byte[1], "other", new byte[1])),
            () -> store.mgetAsync(List.of("k")),
            () -> store.mdeleteAsync(List.of("k")),
            store::yieldKeysAsync,
            () -> cache.updateAsync("foo", "llm", answer),
            () -> cache.lookupAsync("foo", "llm"),
            () -> cache.deleteAsync("foo", "llm"),
            cache::clearAsync,
            () -> AstraDbLlmCache.builder(connection().build()).buildAsync());

    assertThat(calls)
        .allSatisfy(
            call -> {
              server.fail(Fault.answer(json));
              assertThat(call.get())
                  .failsWithin(ENOUGH)
                  .withThrowableThat()
                  .withCauseInstanceOf(DataApiException.class)
                  .withMessageContaining("not a complete response");
            });
  }
}
