package dev.bytestore.astra;

import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.SetupMode;
import dev.bytestore.testing.ByteStoreListenerFailureContract;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

class AstraListenerTest extends ByteStoreListenerFailureContract {

  private final DataApiServer server = DataApiServer.start();

  @AfterEach
  void close() {
    server.close();
  }

  @Override
  protected ByteStore newStore(
      ByteStoreListener listener, Executor executor, int maxRequestsInFlight) {
    if (server.collections().isEmpty()) {
      server.createCollection("kv", "{\"indexing\":{\"allow\":[\"_id\"]}}");
    }
    return AstraDbByteStore.builder(TestDataApi.connection(server).executor(executor).build())
        .collection("kv")
        .setupMode(SetupMode.OFF)
        .maxRequestsInFlight(maxRequestsInFlight)
        .listener(listener)
        .build();
  }

  @Override
  protected void failRequest(int number) {
    AtomicInteger requests = new AtomicInteger();
    server.fail(
        request -> requests.incrementAndGet() == number, 1, Fault.status(403, "text/plain", "no"));
  }

  @Override
  protected void refuseRequests(int count) {
    server.fail(count, Fault.unavailable(null));
  }

  @Override
  protected void holdRequests(CountDownLatch end) {
    server.delay(
        request -> {
          try {
            end.await(1, TimeUnit.MINUTES);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is closed
          }
          return Duration.ZERO;
        });
  }
}
