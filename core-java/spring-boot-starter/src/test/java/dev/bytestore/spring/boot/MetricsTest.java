package dev.bytestore.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.BlockingLlmCache;
import dev.bytestore.ByteStore;
import dev.bytestore.ByteStoreListener;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.micrometer.LlmCacheMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Metrics and listeners of stores. Sample applications show the spans. */
class MetricsTest {

  private final ApplicationContextRunner contexts =
      Contexts.starter()
          .withConfiguration(AutoConfigurations.of(BytestoreMicrometerAutoConfiguration.class))
          .withPropertyValues(
              "bytestore.store.backend=memory",
              "bytestore.stores.pages.backend=memory",
              "bytestore.llm-cache.backend=memory");

  @Test
  void each_store_has_meters_with_the_name_of_its_bean() {
    contexts
        .withBean(SimpleMeterRegistry.class)
        .run(
            context -> {
              context.getBean("pages", ByteStore.class).blocking().mget(List.of("k"));

              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(registry.get("bytestore.operations").timers())
                  .singleElement()
                  .satisfies(
                      timer -> {
                        assertThat(timer.getId().getTag("store")).isEqualTo("pages");
                        assertThat(timer.count()).isEqualTo(1);
                      });
            });
  }

  @Test
  void hits_and_misses_of_the_cache_are_counted() {
    contexts
        .withBean(SimpleMeterRegistry.class)
        .run(
            context -> {
              BlockingLlmCache cache = context.getBean(LlmCache.class).blocking();
              cache.lookup("p", "m");
              cache.update("p", "m", List.of(Generation.of("x")));
              cache.lookup("p", "m");

              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(registry.get("bytestore.cache.lookups").counters())
                  .hasSize(2)
                  .allSatisfy(counter -> assertThat(counter.count()).isEqualTo(1));
            });
  }

  @Test
  void without_a_cache_there_are_no_counters_of_a_cache() {
    contexts
        .withBean(SimpleMeterRegistry.class)
        .withPropertyValues("bytestore.llm-cache.enabled=false")
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(LlmCacheMetrics.class);
              assertThat(
                      context
                          .getBean(MeterRegistry.class)
                          .find("bytestore.cache.lookups")
                          .counters())
                  .isEmpty();
            });
  }

  @Test
  void checks_of_the_health_are_not_counted() {
    contexts
        .withBean(SimpleMeterRegistry.class)
        .run(
            context -> {
              HealthChecks checks = context.getBean(HealthChecks.class);
              assertThat(checks.names()).hasSize(3);
              for (String name : checks.names()) {
                assertThat(checks.failureOf(name)).isNull();
              }

              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(registry.find("bytestore.operations").timers()).isEmpty();
              assertThat(registry.get("bytestore.cache.lookups").counters())
                  .allSatisfy(counter -> assertThat(counter.count()).isZero());
            });
  }

  @Test
  void listeners_of_the_application_observe_all_stores_beside_the_meters() {
    List<ByteStoreListener.Operation> seen = new CopyOnWriteArrayList<>();
    ByteStoreListener listener =
        operation -> {
          seen.add(operation);
          return null;
        };
    contexts
        .withBean(SimpleMeterRegistry.class)
        .withBean(ByteStoreListener.class, () -> listener)
        .run(
            context -> {
              context.getBean("pages", ByteStore.class).blocking().mget(List.of("k"));
              context.getBean("byteStore", ByteStore.class).blocking().mdelete(List.of("k"));

              assertThat(context.getBean(MeterRegistry.class).get("bytestore.operations").timers())
                  .hasSize(2);
            });

    assertThat(seen)
        .containsExactly(ByteStoreListener.Operation.MGET, ByteStoreListener.Operation.MDELETE);
  }

  @Test
  void without_a_tracer_calls_are_not_observed_because_the_meters_time_them() {
    contexts
        .withBean(SimpleMeterRegistry.class)
        .withBean(ObservationRegistry.class, ObservationRegistry::create)
        .run(
            context ->
                assertThat(context)
                    .hasBean("bytestoreStoreMetrics")
                    .doesNotHaveBean("bytestoreStoreObservations"));
  }

  @Test
  void without_a_registry_or_without_micrometer_a_store_works_unmeasured() {
    contexts.run(
        context -> {
          assertThat(context).hasNotFailed().doesNotHaveBean(StoreListeners.class);
          assertThat(context.getBean("pages", ByteStore.class).blocking().mget(List.of("k")))
              .hasSize(1);
        });
    contexts
        .withClassLoader(new FilteredClassLoader("dev.bytestore.micrometer", "io.micrometer"))
        .run(context -> assertThat(context).hasNotFailed().hasBean("pages"));
  }
}
