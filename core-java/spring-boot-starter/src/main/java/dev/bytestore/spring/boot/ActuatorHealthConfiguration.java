package dev.bytestore.spring.boot;

import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.health.CompositeHealthContributor;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health of stores and caches in Spring Boot 3.5. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
class ActuatorHealthConfiguration {

  @Bean
  CompositeHealthContributor bytestoreHealthContributor(HealthChecks checks) {
    return CompositeHealthContributor.fromMap(
        checks.names().stream().collect(Collectors.toMap(Function.identity(), Function.identity())),
        name -> indicator(checks, name));
  }

  private static HealthIndicator indicator(HealthChecks checks, String name) {
    return () -> {
      Throwable failure = checks.failureOf(name);
      return failure == null ? Health.up().build() : Health.down(failure).build();
    };
  }
}
