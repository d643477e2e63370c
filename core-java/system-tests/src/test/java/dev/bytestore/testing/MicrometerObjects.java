package dev.bytestore.testing;

import static java.util.Map.entry;

import dev.bytestore.micrometer.ByteStoreMetrics;
import dev.bytestore.micrometer.ByteStoreObservations;
import dev.bytestore.micrometer.LlmCacheMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import java.util.function.Supplier;

/** The part of {@link ApiObjects} about the module {@code micrometer}. */
final class MicrometerObjects {

  private static final MeterRegistry METERS = new SimpleMeterRegistry();
  private static final ObservationRegistry OBSERVATIONS = ObservationRegistry.create();

  private MicrometerObjects() {}

  static Map<Class<?>, Supplier<Object>> receivers() {
    return Map.ofEntries(
        entry(ByteStoreMetrics.class, () -> new ByteStoreMetrics(METERS, "store")),
        entry(ByteStoreObservations.class, () -> new ByteStoreObservations(OBSERVATIONS, "store")),
        entry(LlmCacheMetrics.class, () -> new LlmCacheMetrics(METERS, "cache")));
  }

  /** Valid arguments by type. */
  static Map<Class<?>, Object> sound() {
    return Map.of(MeterRegistry.class, METERS, ObservationRegistry.class, OBSERVATIONS);
  }
}
