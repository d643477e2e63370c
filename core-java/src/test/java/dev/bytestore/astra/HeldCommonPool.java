package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bytestore.ByteStore;
import dev.bytestore.internal.bundle.BundleDownload;
import dev.bytestore.internal.bundle.HttpsTransport;
import dev.bytestore.testing.HttpsStandIn;
import dev.bytestore.testing.TestCertificates;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** Makes calls while tasks that wait hold the whole common pool, for {@link CommonPoolTest}. */
final class HeldCommonPool {

  private static final Duration SHORT = Duration.ofMillis(500);

  private HeldCommonPool() {}

  public static void main(String[] arguments) throws Exception {
    hold(ForkJoinPool.commonPool());
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
    download();
    System.out.println("bundles are downloaded");
    System.exit(0);
  }

  private static void hold(ForkJoinPool pool) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(pool.getParallelism());
    for (int i = 0; i < pool.getParallelism(); i++) {
      pool.execute(
          () -> {
            held.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    held.await();
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

  private static void download() throws Exception {
    Path directory = Files.createTempDirectory("certificates");
    SSLContext trust = TestCertificates.make(directory).sslContext();
    try (HttpsStandIn astra = new HttpsStandIn(trust)) {
      String address = "{\"downloadURL\": \"%s\"}".formatted(astra.url("/bundle"));
      astra.on("/db-1", 200, address.getBytes(UTF_8)).on("/bundle", 200, new byte[] {1, 2});
      HttpsTransport transport = new HttpsTransport(trust, Duration.ofSeconds(30), 1_000);
      byte[] bundle =
          await(
              BundleDownload.of(astra.url("/{database_id}"), "db-1", "AstraCS:t").fetch(transport));
      if (bundle.length != 2) {
        throw new IllegalStateException("another bundle");
      }
    } finally {
      try (var files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  private static <T> T await(CompletableFuture<T> call) throws Exception {
    return call.get(60, TimeUnit.SECONDS);
  }
}
