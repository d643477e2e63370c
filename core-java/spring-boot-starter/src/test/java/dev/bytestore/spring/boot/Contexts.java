package dev.bytestore.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.dataapi.DataApiServer;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

/** Application contexts with the starter, on the Spring Boot of the class path. */
final class Contexts {

  private static final ClassLoader LOADER = Contexts.class.getClassLoader();

  private Contexts() {}

  /** A context with only the starter. */
  static ApplicationContextRunner starter() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                BytestoreActuatorAutoConfiguration.class,
                BytestoreAutoConfiguration.class,
                BytestoreConnectionAutoConfiguration.class));
  }

  /** A context with the starter and Spring Boot's own session. */
  static ApplicationContextRunner withSpringBootsSession() {
    return starter()
        .withConfiguration(
            AutoConfigurations.of(
                one(
                    "org.springframework.boot.autoconfigure.cassandra.CassandraAutoConfiguration",
                    "org.springframework.boot.cassandra.autoconfigure.CassandraAutoConfiguration")));
  }

  /** A context with the starter and the health endpoint. */
  static ApplicationContextRunner withHealth() {
    String health3 = "org.springframework.boot.actuate.autoconfigure.health.";
    String health4 = "org.springframework.boot.health.autoconfigure.";
    return starter()
        .withConfiguration(
            AutoConfigurations.of(
                one(
                    health3 + "HealthEndpointAutoConfiguration",
                    health4 + "actuate.endpoint.HealthEndpointAutoConfiguration"),
                one(
                    health3 + "HealthContributorAutoConfiguration",
                    health4 + "registry.HealthContributorRegistryAutoConfiguration")));
  }

  /** Properties of a connection to {@code server}. */
  static String[] astra(DataApiServer server) {
    return new String[] {
      "bytestore.astra.api-endpoint=" + server.endpoint(),
      "bytestore.astra.token=" + server.token(),
      "bytestore.astra.keyspace=" + server.keyspace(),
      "bytestore.astra.base-path=" + server.basePath()
    };
  }

  /** The exception with which the context failed, as the failure analyzer gets it. */
  static PropertyException failure(AssertableApplicationContext context) {
    assertThat(context).hasFailed();
    return Stream.iterate(
            context.getStartupFailure(), failure -> failure != null, Throwable::getCause)
        .filter(PropertyException.class::isInstance)
        .map(PropertyException.class::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError(context.getStartupFailure()));
  }

  /** The first of the classes that is on the class path. */
  static Class<?> one(String... names) {
    return Stream.of(names)
        .filter(name -> ClassUtils.isPresent(name, LOADER))
        .map(name -> ClassUtils.resolveClassName(name, LOADER))
        .findFirst()
        .orElseThrow(() -> new AssertionError("none of " + String.join(", ", names)));
  }
}
