package dev.bytestore.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import dev.bytestore.cassandra.CassandraConnection;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** All auto-configurations of the class path together, as in an application. */
class EnabledApplicationIT {

  @Test
  void spring_boot_and_the_starter_share_the_session_from_the_properties_of_the_starter()
      throws Exception {
    CassandraServer server = TestCassandra.server();
    InetSocketAddress point = server.contactPoints().get(0);
    List<String> arguments = new ArrayList<>();
    // Not the file of an application that runs this test on another version.
    arguments.add("--spring.config.location=optional:classpath:/none/");
    arguments.add(
        "--bytestore.cassandra.contact-points=%s:%d"
            .formatted(point.getHostString(), point.getPort()));
    arguments.add("--bytestore.cassandra.local-datacenter=" + server.localDatacenter());
    arguments.add("--bytestore.cassandra.keyspace=" + TestCassandra.newKeyspace());
    arguments.add("--bytestore.store.table=pages");
    arguments.add("--bytestore.llm-cache.enabled=true");
    arguments.add("--management.health.bytestore.timeout=20s");
    server
        .credentials()
        .ifPresent(
            login -> {
              arguments.add("--bytestore.cassandra.username=" + login.username());
              arguments.add("--bytestore.cassandra.password=" + login.password());
            });

    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .run(arguments.toArray(String[]::new))) {
      assertThat(context.getBeansOfType(CqlSession.class).values())
          .containsExactly(context.getBean(CassandraConnection.class).session());
      assertThat(context.getBean(ByteStore.class)).isNotNull();
      assertThat(context.getBean(LlmCache.class)).isNotNull();
      Class<?> endpoint =
          Contexts.one(
              "org.springframework.boot.actuate.health.HealthEndpoint",
              "org.springframework.boot.health.actuate.endpoint.HealthEndpoint");
      JsonNode health =
          new ObjectMapper()
              .valueToTree(endpoint.getMethod("health").invoke(context.getBean(endpoint)));
      assertThat(health.at("/components/cassandra/status").asText()).isEqualTo("UP");
      assertThat(health.at("/components/bytestore/status").asText()).isEqualTo("UP");
    }
  }

  @EnableAutoConfiguration
  static class Application {}
}
