package dev.bytestore.astra;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bytestore.ByteStore;
import dev.bytestore.testing.ChildJvm;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of the Data API while all threads of the common pool are blocked. */
class CommonPoolTest {

  /**
   * Up to JDK 24, the HTTP client does not use a common pool with a single thread. Machines with
   * two processors have such a pool, so they do not show the problem.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyCallIsAnsweredWhileTheApplicationHoldsTheCommonPool(int parallelism) {
    ChildJvm.Result result =
        new ChildJvm()
            .options("-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + parallelism)
            .run(HeldCommonPool.class, Duration.ofMinutes(5));

    assertThat(result.output()).contains("calls are answered", "retries are sent", "timeouts come");
    assertThat(result.exitCode()).isZero();
  }

  /** The message once named every code, and building it took quadratic time. */
  @Test
  void aServerThatMakesUpCodesGetsAShortMessageAndHoldsNobodyUp() {
    try (DataApiServer hostile = DataApiServer.start();
        DataApiServer honest = TestDataApi.serverWithAnEntry()) {
      String errors =
          IntStream.range(0, 20_000)
              .mapToObj("{\"errorCode\":\"C%d\"}"::formatted)
              .collect(joining(",", "{\"errors\":[", "]}"));
      hostile.fail(4, Fault.answer(errors));
      ByteStore attacked = TestDataApi.storeWithoutSetup(TestDataApi.connection(hostile));
      List<CompletableFuture<List<byte[]>>> calls =
          IntStream.range(0, 4).mapToObj(i -> attacked.mgetAsync(List.of("k"))).toList();

      assertThat(
              TestDataApi.storeWithoutSetup(TestDataApi.connection(honest))
                  .mgetAsync(List.of("k"))
                  .join())
          .doesNotContainNull();
      for (CompletableFuture<List<byte[]>> call : calls) {
        Throwable failure = catchThrowableOfType(CompletionException.class, call::join).getCause();
        assertThat(failure).hasMessageContainingAll("C0; C1; C2", "and 19,995 other codes");
        assertThat(failure.getMessage().length()).isLessThan(300);
        assertThat(((DataApiException) failure).errors()).hasSize(20_000);
      }
    }
  }

  @Test
  void theOnlyThreadOfAnExecutorMayBuildAStoreAndWaitForItsCallsThoughTheyAreTriedAgain()
      throws Exception {
    ExecutorService only = Executors.newSingleThreadExecutor();
    try (DataApiServer server = DataApiServer.start()) {
      server.fail(2, Fault.unavailable(null));
      assertThat(
              only.submit(
                      () -> {
                        ByteStore store =
                            AstraDbByteStore.builder(
                                    TestDataApi.connection(server).executor(only).build())
                                .collection("kv")
                                .build();
                        server.fail(2, Fault.unavailable(null));
                        store.blocking().mset(Map.of("k", new byte[] {1}));
                        server.fail(Fault.empty(400));
                        DataApiException refusal =
                            catchThrowableOfType(
                                DataApiException.class, () -> store.blocking().mget(List.of("k")));
                        assertThat(refusal.httpStatus()).isEqualTo(400);
                        return store.mgetAsync(List.of("k")).join();
                      })
                  .get(60, TimeUnit.SECONDS))
          .containsExactly(new byte[] {1});
    } finally {
      only.shutdownNow();
    }
  }

  @Test
  void callsOneAfterTheOtherKeepTheirConnection() {
    try (DataApiServer server = TestDataApi.serverWithAnEntry()) {
      ByteStore store = TestDataApi.storeWithoutSetup(TestDataApi.connection(server));

      for (int i = 0; i < 100; i++) {
        store.mgetAsync(List.of("k")).join();
      }

      assertThat(server.connections()).isLessThan(10);
    }
  }
}
