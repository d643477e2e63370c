package dev.bytestore.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import dev.bytestore.cassandra.CassandraConnection;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Connection details of Spring Boot, as a container with {@code @ServiceConnection} has them. */
class ServiceConnectionStoresTest {

  private static final Class<?> DETAILS =
      Contexts.one(
          "org.springframework.boot.autoconfigure.cassandra.CassandraConnectionDetails",
          "org.springframework.boot.cassandra.autoconfigure.CassandraConnectionDetails");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ApplicationContextRunner contexts =
      Contexts.withSpringBootsSession()
          .withPropertyValues(
              "bytestore.cassandra.contact-points=not-used.invalid",
              "bytestore.cassandra.keyspace=app");

  @Test
  void details_replace_the_address_of_the_properties() {
    withDetails(DETAILS)
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(CassandraConnection.class);
              assertThat(context.getBeanNamesForType(CqlSession.class)).hasSize(1);
              assertThat(context.getBean(CqlSessionBuilder.class)).isNotNull();
            });

    assertThat(asked).contains("getContactPoints");
  }

  @Test
  void the_details_that_spring_boot_itself_defines_do_not_count() {
    contexts
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor())) // connects to nothing
        .run(
            context -> {
              assertThat(context).hasSingleBean(DETAILS);
              assertThat(context.getBeanNamesForType(CassandraConnection.class)).hasSize(1);
            });
  }

  private <T> ApplicationContextRunner withDetails(Class<T> type) {
    return contexts.withBean(
        "details",
        type,
        () ->
            type.cast(
                Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> {
                      asked.add(method.getName());
                      return switch (method.getName()) {
                        case "getContactPoints" -> List.of();
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> proxy == arguments[0];
                        case "toString" -> "details";
                        case "getLocalDatacenter" -> "datacenter1";
                        default -> null;
                      };
                    })));
  }
}
