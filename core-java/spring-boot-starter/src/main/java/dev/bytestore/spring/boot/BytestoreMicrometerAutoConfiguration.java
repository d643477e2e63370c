package dev.bytestore.spring.boot;

import dev.bytestore.micrometer.ByteStoreMetrics;
import dev.bytestore.micrometer.ByteStoreObservations;
import dev.bytestore.micrometer.LlmCacheMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Metrics and spans of the stores and the cache of the starter. */
@AutoConfiguration(
    before = BytestoreAutoConfiguration.class,
    afterName = {
      // 3.5
      "org.springframework.boot.actuate.autoconfigure.metrics"
          + ".CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.tracing.BraveAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.tracing.OpenTelemetryTracingAutoConfiguration",
      // 4
      "org.springframework.boot.micrometer.metrics.autoconfigure"
          + ".CompositeMeterRegistryAutoConfiguration",
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
      "org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration",
      "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure"
          + ".OpenTelemetryTracingAutoConfiguration"
    })
@ConditionalOnClass({ByteStoreMetrics.class, MeterRegistry.class})
class BytestoreMicrometerAutoConfiguration {

  @Bean
  @ConditionalOnBean(MeterRegistry.class)
  StoreListeners bytestoreStoreMetrics(MeterRegistry registry) {
    return beanName -> new ByteStoreMetrics(registry, beanName);
  }

  /** Only with a tracer, because other observations would just repeat the timers. */
  @Bean
  @ConditionalOnBean(type = "io.micrometer.tracing.Tracer", value = ObservationRegistry.class)
  StoreListeners bytestoreStoreObservations(ObservationRegistry registry) {
    return beanName -> new ByteStoreObservations(registry, beanName);
  }

  @Bean
  @ConditionalOnRequested(StoreFactory.LLM_CACHE)
  @ConditionalOnBean(MeterRegistry.class)
  @ConditionalOnMissingBean
  LlmCacheMetrics bytestoreLlmCacheMetrics(MeterRegistry registry) {
    return new LlmCacheMetrics(registry, "llmCache");
  }
}
