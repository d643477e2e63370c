package dev.bytestore.micrometer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.astra.DataApiException;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ByteStoreMetricsTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final ByteStoreMetrics metrics = new ByteStoreMetrics(registry, "pages");
  private DataApiServer server;

  @BeforeEach
  void start() {
    server = Stores.server();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Timer timer(String operation, String outcome, String exception) {
    return registry
        .get("bytestore.operations")
        .tags("store", "pages", "operation", operation)
        .tags("outcome", outcome, "exception", exception)
        .timer();
  }

  private double counter(String name, String operation) {
    return registry.get(name).tags("store", "pages", "operation", operation).counter().count();
  }

  private double gauge(String name) {
    return registry.get(name).tags("store", "pages").gauge().value();
  }

  @Test
  void callsAreTimedAndTheirKeysAndBytesAreCounted() {
    BlockingByteStore store = new InMemoryByteStore(metrics).blocking();
    store.mset(Map.of("k1", new byte[10], "k2", new byte[5]));
    store.mset(Map.of("k3", new byte[1]));
    store.mget(List.of("k1", "absent"));
    store.mdelete(List.of("k3"));
    assertThat(store.yieldKeys()).hasSize(2);
    store.ensureSetup();

    assertThat(timer("mset", "success", "none").count()).isEqualTo(2);
    assertThat(timer("mset", "success", "none").totalTime(NANOSECONDS)).isPositive();
    Stream.of("mget", "mdelete", "yield_keys", "ensure_setup")
        .forEach(
            operation ->
                assertThat(timer(operation, "success", "none").count()).as(operation).isEqualTo(1));
    assertThat(counter("bytestore.keys", "mset")).isEqualTo(3);
    assertThat(counter("bytestore.bytes", "mset")).isEqualTo(16);
    assertThat(counter("bytestore.keys", "mget")).isEqualTo(2);
    assertThat(counter("bytestore.bytes", "mget")).isEqualTo(10);
    assertThat(counter("bytestore.keys", "mdelete")).isEqualTo(1);
    assertThat(counter("bytestore.keys", "yield_keys")).isEqualTo(2);
    assertThat(registry.find("bytestore.retries").counters()).isEmpty();
  }

  @Test
  void aFailedCallIsTimedWithTheTypeOfItsExceptionAndItsKeysAreNotCounted() {
    ByteStore store = Stores.store(server, metrics);
    server.fail(Fault.status(403, "text/plain", "no"));

    assertThatThrownBy(() -> store.blocking().mset(Map.of("k", new byte[10])))
        .isInstanceOf(DataApiException.class);

    assertThat(timer("mset", "failure", "DataApiException").count()).isEqualTo(1);
    assertThat(registry.find("bytestore.keys").counters()).isEmpty();
    assertThat(registry.find("bytestore.bytes").counters()).isEmpty();
  }

  @Test
  void requestsThatAreSentAgainAreCounted() {
    ByteStore store = Stores.store(server, metrics);
    server.fail(2, Fault.unavailable(null));

    store.blocking().mget(List.of("k"));

    assertThat(counter("bytestore.retries", "mget")).isEqualTo(2);
  }

  @Test
  void theGaugesFollowTheRequestsOfAllStoresWithTheListener() {
    ByteStore one = Stores.store(server, metrics);
    ByteStore two = Stores.store(server, metrics);
    assertThat(gauge("bytestore.requests.limit")).isEqualTo(4);
    server.fail(Integer.MAX_VALUE, Fault.stall());

    List<CompletableFuture<?>> calls =
        IntStream.range(0, 5)
            .mapToObj(i -> i < 4 ? one.mgetAsync(List.of("k")) : two.mgetAsync(List.of("k")))
            .<CompletableFuture<?>>map(call -> call)
            .toList();

    await()
        .untilAsserted(
            () -> {
              assertThat(gauge("bytestore.requests.in.flight")).isEqualTo(3);
              assertThat(gauge("bytestore.requests.waiting")).isEqualTo(2);
            });
    calls.forEach(call -> call.cancel(true));
    assertThat(timer("mget", "cancelled", "none").count()).isEqualTo(5);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(gauge("bytestore.requests.in.flight")).isZero();
              assertThat(gauge("bytestore.requests.waiting")).isZero();
            });
  }

  @Test
  void noMeterHasAKeyAValueOrAMessage() {
    ByteStore store = Stores.store(server, metrics);
    Map<String, byte[]> entry = Map.of("a secret", "a secret".getBytes(UTF_8));
    store.blocking().mset(entry);
    store.blocking().mget(List.of("a secret"));
    server.fail(Fault.status(403, "text/plain", "a secret"));
    assertThatThrownBy(() -> store.blocking().mset(entry)).isInstanceOf(DataApiException.class);

    assertThat(registry.getMeters()).hasSizeGreaterThan(5);
    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .allSatisfy(id -> assertThat(id.toString()).doesNotContain("secret"));
  }
}
