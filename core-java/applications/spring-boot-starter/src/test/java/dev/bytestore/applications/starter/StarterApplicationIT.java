package dev.bytestore.applications.starter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.ByteStore;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

class StarterApplicationIT {

  private static String keyspace;

  @BeforeAll
  static void createKeyspace() {
    keyspace = TestCassandra.newKeyspace();
  }

  @Test
  void a_second_instance_finds_the_entries_of_the_first() {
    try (ConfigurableApplicationContext first = start()) {
      assertThat(first.getBean(Assistant.class).answer("How are you?")).isEqualTo("answer 1");
      assertThat(first.getBean(Assistant.class).answer("How are you?")).isEqualTo("answer 1");
      assertThat(first.getBean(CountingModel.class).calls).hasValue(1);
      first.getBean(ByteStore.class).blocking().mset(Map.of("page", "1".getBytes(UTF_8)));
    }

    try (ConfigurableApplicationContext second = start()) {
      assertThat(second.getBean(Assistant.class).answer("How are you?")).isEqualTo("answer 1");
      assertThat(second.getBean(CountingModel.class).calls).hasValue(0);
      assertThat(second.getBean(ByteStore.class).blocking().mget(List.of("page")).get(0))
          .isEqualTo("1".getBytes(UTF_8));
      assertThat(second.getBean(HealthEndpoint.class).healthForPath("bytestore").getStatus())
          .isEqualTo(Status.UP);
    }
  }

  @Test
  void the_application_runs_on_spring_boot_4_with_its_driver_and_its_netty() {
    assertThat(SpringBootVersion.getVersion()).startsWith("4.");
    assertThat(io.netty.util.Version.identify().get("netty-common").artifactVersion())
        .startsWith("4.2.");
  }

  private static ConfigurableApplicationContext start() {
    CassandraServer server = TestCassandra.server();
    List<String> arguments = new ArrayList<>();
    arguments.add("--management.health.bytestore.timeout=20s");
    arguments.add("--spring.cassandra.keyspace-name=" + keyspace);
    arguments.add("--spring.cassandra.local-datacenter=" + server.localDatacenter());
    server
        .contactPoints()
        .forEach(
            point ->
                arguments.add(
                    "--spring.cassandra.contact-points="
                        + point.getHostString()
                        + ":"
                        + point.getPort()));
    server
        .credentials()
        .ifPresent(
            login -> {
              arguments.add("--spring.cassandra.username=" + login.username());
              arguments.add("--spring.cassandra.password=" + login.password());
            });
    return new SpringApplicationBuilder(StarterApplication.class, Models.class)
        .run(arguments.toArray(String[]::new));
  }

  static class Models {

    @Bean
    CountingModel model() {
      return new CountingModel();
    }
  }

  static final class CountingModel implements ChatModel {

    final AtomicInteger calls = new AtomicInteger();

    @Override
    public ChatResponse doChat(ChatRequest request) {
      return ChatResponse.builder()
          .aiMessage(AiMessage.from("answer " + calls.incrementAndGet()))
          .build();
    }
  }
}
