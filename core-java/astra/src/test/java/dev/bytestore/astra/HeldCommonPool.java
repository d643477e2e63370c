package dev.bytestore.astra;

import dev.bytestore.ByteStore;
import dev.bytestore.testing.CommonPool;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Makes calls while tasks block all threads of the common pool, for {@link CommonPoolTest}. */
final class HeldCommonPool {

  private static final Duration SHORT = Duration.ofMillis(500);

  private HeldCommonPool() {}

  public static void main(String[] arguments) throws Exception {
    CommonPool.hold();
    try (DataApiServer server = DataApiServer.start()) {
      ByteStore store =
          await(
              AstraDbByteStore.builder(TestDataApi.connection(server).build())
                  .collection("kv")
                  .buildAsync());
      calls(store);
      System.out.println("calls are answered");

      server.fail(2, Fault.unavailable(null));
      calls(store);
      System.out.println("retries are sent");

      server.fail(Fault.stall());
      timeout(server);
      server.fail(Fault.stallBody());
      timeout(server);
      System.out.println("timeouts come");
    }
    System.exit(0);
  }

  private static void calls(ByteStore store) throws Exception {
    await(store.msetAsync(Map.of("a", new byte[] {1}, "b", new byte[] {2})));
    if (await(store.mgetAsync(List.of("a"))).get(0)[0] != 1) {
      throw new IllegalStateException("another value");
    }
    if (await(store.yieldKeysAsync()).keys().size() != 2) {
      throw new IllegalStateException("other keys");
    }
  }

  private static void timeout(DataApiServer server) throws Exception {
    ByteStore impatient =
        TestDataApi.storeWithoutSetup(
            TestDataApi.connection(server).requestTimeout(SHORT).maxRetries(0));
    try {
      await(impatient.mgetAsync(List.of("a")));
      throw new IllegalStateException("there was an answer");
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof DataApiException problem) || problem.httpStatus() != 0) {
        throw e;
      }
    }
  }

  private static <T> T await(CompletableFuture<T> call) throws Exception {
    return call.get(60, TimeUnit.SECONDS);
  }
}
