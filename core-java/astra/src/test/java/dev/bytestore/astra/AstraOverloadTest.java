package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.PartialWriteException;
import dev.bytestore.SetupMode;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many callers, and a server that has too much to do. */
class AstraOverloadTest {

  private static final int LIMIT = 20;

  private DataApiServer server;

  @BeforeEach
  void start() {
    server = TestDataApi.serverWithAnEntry();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private AstraDbByteStore store(int maxRequestsInFlight, Duration callTimeout) {
    return AstraDbByteStore.builder(TestDataApi.connection(server).build())
        .collection("kv")
        .setupMode(SetupMode.OFF)
        .maxRequestsInFlight(maxRequestsInFlight)
        .callTimeout(callTimeout)
        .build();
  }

  private static Map<String, byte[]> entries(String name, int count) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    IntStream.range(0, count).forEach(i -> entries.put(name + "/" + i, new byte[] {(byte) i}));
    return entries;
  }

  @Test
  void aThousandCallersDoNotNoticeThatAServerIsSlowAndRefusesHalfOfTheRequests() {
    AstraDbByteStore store = store(LIMIT, Duration.ofSeconds(30));
    AtomicInteger seen = new AtomicInteger();
    server.delay(Duration.ofMillis(10));
    server.fail(r -> seen.incrementAndGet() % 4 == 0, 500, Fault.tooManyRequests("0"));
    server.fail(r -> seen.get() % 4 == 2, 500, Fault.unavailable(null));
    server.forgetRequests();

    List<CompletableFuture<Void>> calls = new ArrayList<>();
    for (int caller = 0; caller < 1_000; caller++) {
      calls.add(store.msetAsync(entries("caller " + caller, 2)));
    }

    assertThat(calls).allSatisfy(call -> assertThat(call).succeedsWithin(Duration.ofMinutes(1)));
    assertThat(server.documents("kv")).hasSize(2_001);
    assertThat(server.requests()).hasSizeGreaterThan(1_500);
    assertThat(server.maxConcurrentRequests()).isBetween(2, LIMIT);
    assertThat(server.openRequests()).isZero();
  }

  /** A call that waits for its second turn must not wait until all calls before it have failed. */
  @Test
  void callsThatHaveHadATurnDoNotWaitForAServerThatHangs() {
    AstraDbByteStore store = store(2, Duration.ofSeconds(2));
    AtomicInteger seen = new AtomicInteger();
    server.fail(r -> seen.incrementAndGet() > 100, Integer.MAX_VALUE, Fault.stall());

    List<CompletableFuture<Throwable>> calls = new ArrayList<>();
    for (int caller = 0; caller < 100; caller++) {
      calls.add(store.msetAsync(entries("caller " + caller, 500)).handle((done, f) -> f));
    }
    List<Throwable> failures = calls.stream().map(CompletableFuture::join).toList();

    // Each of the 100 calls would send at least two more, one after the other.
    assertThat(seen.get() - 100).isLessThan(50);
    assertThat(failures)
        .filteredOn(Objects::nonNull)
        .hasOnlyElementsOfTypes(PartialWriteException.class, DataApiException.class);
    assertThat(failures)
        .filteredOn(PartialWriteException.class::isInstance)
        .hasSizeGreaterThan(10)
        .anySatisfy(failure -> assertThat(failure.getCause()).hasMessageContaining("its turn"));
    // Plain sets, because AssertJ compares each key with each other.
    Set<String> stored = server.documents("kv").keySet();
    for (int caller = 0; caller < 100; caller++) {
      Set<String> keys = entries("caller " + caller, 500).keySet();
      if (failures.get(caller) instanceof PartialWriteException partial) {
        assertThat(stored.containsAll(partial.writtenKeys())).isTrue();
      } else if (failures.get(caller) == null) {
        assertThat(stored.containsAll(keys)).isTrue();
      } else if (failures.get(caller).getMessage().contains("its turn")) {
        assertThat(Collections.disjoint(stored, keys)).isTrue();
      }
    }
  }
}
