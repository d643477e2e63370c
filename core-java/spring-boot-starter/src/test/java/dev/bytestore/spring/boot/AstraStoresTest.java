package dev.bytestore.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.ByteStore;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.astra.AstraDbLlmCache;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class AstraStoresTest {

  private DataApiServer server;
  private ApplicationContextRunner contexts;

  @BeforeEach
  void start() {
    server = DataApiServer.start();
    contexts = Contexts.starter().withPropertyValues(Contexts.astra(server));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void two_applications_share_a_store_and_a_cache() {
    ApplicationContextRunner application =
        contexts.withPropertyValues(
            "bytestore.store.collection=pages", "bytestore.llm-cache.enabled=true");
    application.run(
        context -> {
          context.getBean(ByteStore.class).blocking().mset(Map.of("a", "1".getBytes(UTF_8)));
          context.getBean(LlmCache.class).blocking().update("p", "m", List.of(Generation.of("x")));
        });

    application.run(
        context -> {
          assertThat(context.getBean(ByteStore.class).blocking().mget(List.of("a")).get(0))
              .isEqualTo("1".getBytes(UTF_8));
          assertThat(context.getBean(LlmCache.class).blocking().lookup("p", "m"))
              .containsExactly(Generation.of("x"));
        });
    assertThat(server.collections()).contains("pages", "langchain_astradb_cache");
  }

  @Test
  void a_connection_of_the_application_is_used() {
    Contexts.starter()
        .withBean(
            "own",
            AstraDbConnection.class,
            () ->
                AstraDbConnection.builder(server.endpoint())
                    .basePath(server.basePath())
                    .keyspace(server.keyspace())
                    .token(server.token())
                    .build())
        .withPropertyValues(
            "bytestore.astra.api-endpoint=https://not-used.example.com",
            "bytestore.store.collection=pages")
        .run(
            context -> {
              assertThat(context).hasSingleBean(AstraDbConnection.class).hasBean("own");
              assertThat(server.collections()).contains("pages");
            });
  }

  @Test
  void nothing_is_sent_without_a_setup() {
    contexts
        .withPropertyValues(
            "bytestore.store.collection=pages",
            "bytestore.store.setup-mode=off",
            "bytestore.llm-cache.collection=cache",
            "bytestore.llm-cache.setup-mode=OFF")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(server.requests()).isEmpty();
            });
  }

  @Test
  void a_cache_that_fails_open_reports_each_miss_once_and_its_failures() {
    contexts
        .withUserConfiguration(Listeners.class)
        .withPropertyValues(
            "bytestore.llm-cache.collection=cache",
            "bytestore.llm-cache.fail-open=true",
            "bytestore.llm-cache.request-timeout=1s")
        .run(
            context -> {
              List<String> events = context.getBean(Events.class).seen();
              LlmCache cache = context.getBean(LlmCache.class);
              assertThat(cache.blocking().lookup("p", "m")).isNull();
              assertThat(events).containsExactly("miss of cache", "miss of cache");

              server.close();
              assertThat(cache.blocking().lookup("p", "m")).isNull();
              assertThat(events.subList(2, events.size()))
                  .containsExactly(
                      "error of cache", "error of cache", "miss of cache", "miss of cache");
            });
  }

  @Test
  void customizers_get_the_name_of_the_bean() {
    contexts
        .withUserConfiguration(Customizers.class)
        .withPropertyValues("bytestore.llm-cache.enabled=true")
        .run(
            context ->
                assertThat(context.getBean(Events.class).seen())
                    .containsExactly("astraConnection", "llmCache"));
  }

  @Test
  void an_application_needs_no_driver() {
    contexts
        .withClassLoader(
            new FilteredClassLoader("com.datastax.oss.driver", "dev.bytestore.cassandra"))
        .withPropertyValues("bytestore.store.collection=pages", "bytestore.llm-cache.enabled=true")
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(ByteStore.class));
  }

  record Events(List<String> seen) {}

  @Configuration(proxyBeanMethods = false)
  static class Listeners {

    @Bean
    Events events() {
      return new Events(new ArrayList<>());
    }

    @Bean
    LlmCacheListener first(Events events) {
      return listener(events);
    }

    @Bean
    LlmCacheListener second(Events events) {
      return listener(events);
    }

    private static LlmCacheListener listener(Events events) {
      return new LlmCacheListener() {
        @Override
        public void onMiss() {
          events.seen().add("miss of cache");
          throw new IllegalStateException("a listener that throws");
        }

        @Override
        public void onError(Throwable failure) {
          events.seen().add("error of cache");
        }
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Customizers {

    @Bean
    Events events() {
      return new Events(new ArrayList<>());
    }

    @Bean
    BuilderCustomizer<AstraDbLlmCache.Builder> ofCaches(Events events) {
      return (beanName, builder) -> events.seen().add(beanName);
    }

    @Bean
    BuilderCustomizer<AstraDbConnection.Builder> ofConnections(Events events) {
      return (beanName, builder) -> events.seen().add(beanName);
    }
  }
}
