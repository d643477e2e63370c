package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bytestore.ByteStore;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The number of requests in flight, and the number and owners of threads. */
class AstraConcurrencyTest {

  private DataApiServer server;

  @BeforeEach
  void start() {
    server = DataApiServer.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private ByteStore store(AstraDbConnection.Builder connection, int maxRequestsInFlight) {
    return AstraDbByteStore.builder(connection.build())
        .collection("kv")
        .maxRequestsInFlight(maxRequestsInFlight)
        .build();
  }

  private static Set<String> clientThreads() {
    Set<String> names = ConcurrentHashMap.newKeySet();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!thread.getName().startsWith("data-api-server")) {
        names.add(thread.getName() + thread.getId());
      }
    }
    return names;
  }

  @Test
  void sixtyFourCallsAtOnceTakeNoMoreThreadsThanTheProcessorsAndAFew() {
    ByteStore store = store(TestDataApi.connection(server).maxRetries(0), 64);
    server.fail(64, Fault.stall());
    Set<String> before = clientThreads();

    IntStream.range(0, 64).forEach(i -> store.mgetAsync(List.of("k" + i)));
    await().until(() -> server.openRequests() == 64);
    Set<String> during = clientThreads();
    during.removeAll(before);

    assertThat(during).hasSizeLessThanOrEqualTo(Runtime.getRuntime().availableProcessors() + 8);
  }

  @Test
  void aStoreNeverHasMoreRequestsInFlightThanItsLimit() {
    ByteStore store = store(TestDataApi.connection(server), 5);
    server.forgetRequests();
    server.delay(Duration.ofMillis(5));

    IntStream.range(0, 64)
        .mapToObj(i -> store.mgetAsync(IntStream.range(0, 150).mapToObj(k -> "k" + k).toList()))
        .toList()
        .forEach(CompletableFuture::join);

    assertThat(server.maxConcurrentRequests()).isEqualTo(5);
  }

  @Test
  void aSmallCallDoesNotWaitForALargeOne() {
    ByteStore store = store(TestDataApi.connection(server), 2);
    server.delay(Duration.ofMillis(20));
    CompletableFuture<?> large =
        store.mgetAsync(IntStream.range(0, 5_000).mapToObj(i -> "k" + i).toList());

    store.mgetAsync(List.of("k")).join();

    assertThat(large).isNotDone();
    large.cancel(true);
  }

  @Test
  void aCancelledCallSendsNoMore() {
    ByteStore store = store(TestDataApi.connection(server), 2);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    IntStream.range(0, 5_000).forEach(i -> entries.put("k" + i, new byte[1]));
    server.delay(Duration.ofMillis(500));

    CompletableFuture<Void> write = store.msetAsync(entries);
    await().until(() -> server.openRequests() == 2);
    write.cancel(true);
    int sent = server.requests("insertMany").size();

    // Calls take turns, so without the cancellation its call would have sent two more by now.
    store.mgetAsync(List.of("k")).join();
    store.mgetAsync(List.of("k")).join();
    assertThat(server.requests("insertMany")).hasSize(sent);
  }

  @Test
  void futuresCompleteOnTheExecutorOfTheUserAndTheHttpClientMayBeTheUsersToo() {
    ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
    ExecutorService httpThread =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "http-mine"));
    try {
      HttpClient httpClient = HttpClient.newBuilder().executor(httpThread).build();
      ByteStore store =
          store(TestDataApi.connection(server).executor(executor).httpClient(httpClient), 20);
      server.delay(Duration.ofMillis(20));
      Set<String> names = ConcurrentHashMap.newKeySet();

      store
          .mgetAsync(List.of("k"))
          .thenRun(() -> names.add(Thread.currentThread().getName()))
          .join();
      store.yieldKeysAsync().thenRun(() -> names.add(Thread.currentThread().getName())).join();
      server.fail(100, Fault.empty(400));
      store
          .msetAsync(Map.of("k", new byte[1]))
          .handle((done, failure) -> names.add(Thread.currentThread().getName()))
          .join();

      assertThat(names).containsExactly("mine");
    } finally {
      executor.shutdown();
      httpThread.shutdown();
    }
  }

  @Test
  void anExecutorThatWasShutDownDoesNotSwallowACallThatIsTriedAgain() {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    ByteStore store = store(TestDataApi.connection(server).executor(executor), 20);
    executor.shutdown();
    server.fail(2, Fault.unavailable(null));

    assertThat(store.mgetAsync(List.of("k")).join()).containsOnlyNulls();
  }

  /**
   * Aborted requests make the server fail requests of other clients. Aborting one would close the
   * connection and end the turn of the request at once.
   */
  @Test
  void aRequestInFlightOfACancelledCallMayEndAndKeepsItsTurnUntilThen() {
    ByteStore store = store(TestDataApi.connection(server), 1);
    server.forgetRequests();
    server.delay(Duration.ofMillis(500));
    int connections = server.connections();
    CompletableFuture<?> cancelled = store.mgetAsync(List.of("a"));
    await().until(() -> server.openRequests() == 1);

    cancelled.cancel(true);
    CompletableFuture<?> next = store.mgetAsync(List.of("b"));

    assertThat(cancelled).isCancelled();
    assertThat(next).succeedsWithin(Duration.ofSeconds(20));
    assertThat(server.requests()).hasSize(2);
    assertThat(server.maxConcurrentRequests()).isEqualTo(1);
    assertThat(server.connections()).isEqualTo(connections);
  }

  @Test
  void aCancelledCallGivesItsPlaceFreeWhateverItWaitsFor() {
    ByteStore store = store(TestDataApi.connection(server), 1);
    for (Fault fault : List.of(Fault.stall(), Fault.stallBody(), Fault.unavailable("25"))) {
      server.forgetRequests();
      server.fail(fault);
      CompletableFuture<?> waiting = store.mgetAsync(List.of("k"));
      await().until(() -> server.requests().size() == 1);

      waiting.cancel(true);

      assertThat(store.mgetAsync(List.of("k")))
          .succeedsWithin(Duration.ofSeconds(20))
          .isEqualTo(Collections.singletonList(null));
    }
  }
}
