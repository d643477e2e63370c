package dev.bytestore.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.BlockingLlmCache;
import dev.bytestore.Generation;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.SetupMode;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.astra.AstraDbLlmCache;
import dev.bytestore.testing.dataapi.DataApiServer;
import dev.bytestore.testing.dataapi.Fault;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class LlmCacheMetricsTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final LlmCacheMetrics metrics = new LlmCacheMetrics(registry, "answers");

  private double count(String name, String... tags) {
    return registry
        .get("bytestore.cache." + name)
        .tag("cache", "answers")
        .tags(tags)
        .counter()
        .count();
  }

  @Test
  void hitsAndMissesAreCounted() {
    BlockingLlmCache cache = new InMemoryLlmCache().failOpen(metrics).blocking();
    assertThat(cache.lookup("prompt", "llm")).isNull();
    cache.update("prompt", "llm", List.of(Generation.of("answer")));
    assertThat(cache.lookup("prompt", "llm")).isNotNull();
    assertThat(cache.lookup("prompt", "llm")).isNotNull();

    assertThat(count("lookups", "result", "hit")).isEqualTo(2);
    assertThat(count("lookups", "result", "miss")).isEqualTo(1);
    assertThat(count("errors")).isZero();
    assertThat(count("corrupt.entries")).isZero();
  }

  @Test
  void errorsAndCorruptEntriesAreCounted() {
    try (DataApiServer server = DataApiServer.start()) {
      server.createCollection("answers", "{}");
      AstraDbLlmCache cache =
          AstraDbLlmCache.builder(
                  AstraDbConnection.builder(server.endpoint())
                      .basePath(server.basePath())
                      .keyspace(server.keyspace())
                      .token(server.token())
                      .build())
              .collection("answers")
              .setupMode(SetupMode.OFF)
              .build();
      server.fail(Fault.status(403, "text/plain", "no"));
      assertThat(cache.failOpen(metrics).blocking().lookup("prompt", "llm")).isNull();
    }
    metrics.onCorruptEntry();
    metrics.onNotCacheable("a lambda");

    assertThat(count("errors")).isEqualTo(1);
    assertThat(count("lookups", "result", "miss")).isEqualTo(1);
    assertThat(count("corrupt.entries")).isEqualTo(1);
    assertThat(count("not.cacheable")).isEqualTo(1);
  }

  @Test
  void allCountersExistBeforeTheFirstLookup() {
    assertThat(registry.getMeters()).hasSize(5);
  }
}
