package dev.bytestore.quickstart;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.CachingModelListener;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraLlmCache;
import dev.bytestore.micrometer.ByteStoreMetrics;
import dev.bytestore.micrometer.ByteStoreObservations;
import dev.bytestore.micrometer.LlmCacheMetrics;
import dev.bytestore.testing.TestCassandra;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The Java code of the document on metrics and traces, word for word. */
class ObservabilitySamplesIT {

  private final CqlSession session = TestCassandra.session();
  private final String keyspace = TestCassandra.newKeyspace();
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void theCallsOfAStoreAreMetered() {
    ByteStoreMetrics metrics = new ByteStoreMetrics(registry, "pages");
    ByteStore store =
        CassandraByteStore.builder(session)
            .keyspace(keyspace)
            .table("pages")
            .listener(metrics)
            .build();

    store.blocking().mset(Map.of("page/1", new byte[3], "page/2", new byte[4]));

    assertThat(registry.get("bytestore.operations").tag("operation", "mset").timer().count())
        .isEqualTo(1);
    assertThat(registry.get("bytestore.keys").counter().count()).isEqualTo(2);
    assertThat(registry.get("bytestore.bytes").counter().count()).isEqualTo(7);
    assertThat(registry.get("bytestore.requests.limit").gauge().value()).isEqualTo(16);
  }

  @Test
  void theLookupsOfACacheAreCounted() {
    LlmCache cache =
        CassandraLlmCache.builder(session)
            .keyspace(keyspace)
            .build()
            .failOpen(new LlmCacheMetrics(registry, "answers"));

    cache.blocking().getOrPut("prompt", "llm", () -> List.of(Generation.of("answer")));
    cache.blocking().getOrPut("prompt", "llm", () -> List.of(Generation.of("another")));

    assertThat(lookups("hit")).isEqualTo(1);
    assertThat(lookups("miss")).isEqualTo(1);
  }

  private double lookups(String result) {
    return registry.get("bytestore.cache.lookups").tag("result", result).counter().count();
  }

  @Test
  void requestsThatAModelCannotCacheAreCounted() {
    CachingModelListener listener = new LlmCacheMetrics(registry, "answers");

    listener.onNotCacheable("a lambda");

    assertThat(registry.get("bytestore.cache.not.cacheable").counter().count()).isEqualTo(1);
  }

  @Test
  void callsAreObservedAndMetered() {
    ByteStoreMetrics metrics = new ByteStoreMetrics(registry, "pages");
    ObservationRegistry observationRegistry = ObservationRegistry.create();
    observationRegistry
        .observationConfig()
        .observationHandler(new DefaultMeterObservationHandler(registry));

    ByteStoreObservations observations = new ByteStoreObservations(observationRegistry, "pages");
    ByteStore store =
        CassandraByteStore.builder(session)
            .keyspace(keyspace)
            .table("pages")
            .listener(observations.andThen(metrics))
            .build();

    store.blocking().mget(List.of("page/1"));

    assertThat(registry.get("bytestore.call").timer().count()).isEqualTo(1);
    assertThat(registry.get("bytestore.operations").timer().count()).isEqualTo(1);
    assertThat(registry.get("bytestore.requests.waiting").gauge().value()).isZero();
  }

  @Test
  void aListenerLogsFailures() {
    Logger log = (Logger) LoggerFactory.getLogger(ObservabilitySamplesIT.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);

    ByteStoreListener listener =
        operation ->
            summary -> {
              if (summary.outcome() == ByteStoreListener.Outcome.FAILURE) {
                log.warn("{} failed after {}", operation, summary.duration());
              }
            };

    ByteStore store =
        CassandraByteStore.builder(session)
            .keyspace(keyspace)
            .table("failing")
            .listener(listener)
            .build();
    store.blocking().mget(List.of("page/1"));
    session.execute("DROP TABLE %s.failing".formatted(keyspace));
    assertThatThrownBy(() -> store.blocking().mget(List.of("page/1"))).isNotNull();

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement(as(STRING))
        .startsWith("MGET failed after PT");
  }
}
