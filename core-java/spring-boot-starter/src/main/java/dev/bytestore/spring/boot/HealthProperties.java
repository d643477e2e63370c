package dev.bytestore.spring.boot;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The health of stores and caches.
 *
 * @param enabled Whether the health of the stores and caches is shown.
 * @param timeout Maximum time for the checks of all stores and caches together.
 */
@ConfigurationProperties("management.health.bytestore")
record HealthProperties(
    @DefaultValue("true") Boolean enabled, @DefaultValue("2s") Duration timeout) {

  HealthProperties {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new PropertyException(
          "management.health.bytestore.timeout",
          "must be greater than zero",
          "Set for example 2s.");
    }
  }
}
