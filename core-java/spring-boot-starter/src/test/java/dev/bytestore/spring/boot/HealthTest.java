package dev.bytestore.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.testing.dataapi.DataApiServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

class HealthTest {

  private static final String[] STORES = {
    "bytestore.store.collection=pages",
    "bytestore.stores.images.collection=images",
    "bytestore.llm-cache.enabled=true"
  };

  private final ApplicationContextRunner contexts = Contexts.withHealth();

  @Test
  void each_store_is_a_component() {
    contexts
        .withPropertyValues(
            "bytestore.store.backend=memory",
            "bytestore.stores.images.backend=memory",
            "bytestore.llm-cache.backend=memory")
        .run(
            context -> {
              JsonNode health = health(context);
              assertThat(health.at("/components/bytestore/status").asText()).isEqualTo("UP");
              for (String name : new String[] {"byteStore", "images", "llmCache"}) {
                assertThat(
                        health.at("/components/bytestore/components/" + name + "/status").asText())
                    .isEqualTo("UP");
              }
            });
  }

  @Test
  void a_check_only_reads_and_one_second_of_checks_is_one_request_to_each_store() {
    try (DataApiServer server = DataApiServer.start()) {
      contexts
          .withPropertyValues(Contexts.astra(server))
          .withPropertyValues(STORES)
          .run(
              context -> {
                server.forgetRequests();
                long start = System.nanoTime();
                for (int i = 0; i < 20; i++) {
                  assertThat(health(context).at("/components/bytestore/status").asText())
                      .isEqualTo("UP");
                }

                long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
                assertThat(server.requests().size()).isBetween(3, (int) (3 * (seconds + 1)));
                assertThat(server.requests().size())
                    .isEqualTo(server.requests("find").size() + server.requests("findOne").size());
              });
    }
  }

  @Test
  void a_server_that_does_not_answer_is_down_within_one_timeout() {
    try (DataApiServer server = DataApiServer.start()) {
      contexts
          .withPropertyValues(Contexts.astra(server))
          .withPropertyValues(STORES)
          .withPropertyValues("management.health.bytestore.timeout=2s")
          .run(
              context -> {
                server.delay(Duration.ofSeconds(20));
                long start = System.nanoTime();
                JsonNode health = health(context);

                assertThat(health.at("/components/bytestore/status").asText()).isEqualTo("DOWN");
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5)); // three timeouts are 6 seconds
              });
    }
  }

  @Test
  void a_store_that_lost_its_collection_is_down() {
    try (DataApiServer server = DataApiServer.start()) {
      server.createCollection("pages", "{\"indexing\":{\"allow\":[\"_id\"]}}");
      contexts
          .withPropertyValues(Contexts.astra(server))
          .withPropertyValues(
              "bytestore.store.collection=pages",
              "bytestore.stores.images.collection=absent",
              "bytestore.stores.images.setup-mode=off")
          .run(
              context -> {
                JsonNode stores = health(context).at("/components/bytestore/components");
                assertThat(stores.at("/byteStore/status").asText()).isEqualTo("UP");
                assertThat(stores.at("/images/status").asText()).isEqualTo("DOWN");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "management.health.bytestore.enabled=false",
        "management.health.bytestore.enabled=off",
        "management.health.defaults.enabled=false",
        "management.health.defaults.enabled=no"
      })
  void the_health_is_switched_off(String off) {
    contexts
        .withPropertyValues("bytestore.store.backend=memory", off)
        .run(
            context ->
                assertThat(health(context).at("/components/bytestore").isMissingNode()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "on", "yes"})
  void the_health_is_switched_on_although_that_of_others_is_off(String on) {
    contexts
        .withPropertyValues(
            "bytestore.store.backend=memory",
            "management.health.defaults.enabled=off",
            "management.health.bytestore.enabled=" + on)
        .run(
            context ->
                assertThat(health(context).at("/components/bytestore/status").asText())
                    .isEqualTo("UP"));
  }

  @Test
  void an_empty_switch_is_not_set() {
    contexts
        .withPropertyValues(
            "bytestore.store.backend=memory", "management.health.bytestore.enabled=")
        .run(
            context ->
                assertThat(health(context).at("/components/bytestore/status").asText())
                    .isEqualTo("UP"));
  }

  @Test
  void stores_of_the_application_are_not_created_for_it() {
    AtomicInteger created = new AtomicInteger();
    Supplier<ByteStore> counting =
        () -> {
          created.incrementAndGet();
          return new InMemoryByteStore();
        };
    contexts
        .withInitializer(
            context -> context.getBeanFactory().registerScope("request", new InactiveScope()))
        .withBean("mine", ByteStore.class, counting, bean -> bean.setScope("request"))
        .withBean("later", ByteStore.class, counting, bean -> bean.setLazyInit(true))
        .withBean("byteStore", ByteStore.class, counting, bean -> bean.setLazyInit(true))
        .withPropertyValues(
            "bytestore.store.backend=memory",
            "bytestore.stores.pages.backend=memory",
            "bytestore.llm-cache.backend=memory")
        .run(
            context -> {
              JsonNode stores = health(context).at("/components/bytestore/components");
              assertThat(stores.fieldNames())
                  .toIterable()
                  .containsExactlyInAnyOrder("llmCache", "pages");
            });

    assertThat(created).hasValue(0);
  }

  @Test
  void all_stores_of_a_lazy_application_are_checked() {
    contexts
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor()))
        .withPropertyValues(
            "bytestore.store.backend=memory",
            "bytestore.stores.pages.backend=memory",
            "bytestore.llm-cache.backend=memory")
        .run(
            context ->
                assertThat(health(context).at("/components/bytestore/components").fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("byteStore", "llmCache", "pages"));
  }

  @Test
  void an_application_without_stores_has_no_component() {
    contexts.run(
        context ->
            assertThat(health(context).at("/components/bytestore").isMissingNode()).isTrue());
  }

  /** What the health endpoint answers, whose type is not the same in both lines. */
  private static JsonNode health(ApplicationContext context) throws Exception {
    Class<?> type =
        Contexts.one(
            "org.springframework.boot.actuate.health.HealthEndpoint",
            "org.springframework.boot.health.actuate.endpoint.HealthEndpoint");
    Object health = type.getMethod("health").invoke(context.getBean(type));
    return new ObjectMapper().valueToTree(health);
  }

  /** A scope that is not active, as that of requests is at the start. */
  private static final class InactiveScope implements Scope {

    @Override
    public Object get(String name, ObjectFactory<?> factory) {
      throw new IllegalStateException("the scope is not active");
    }

    @Override
    public @Nullable Object remove(String name) {
      return null;
    }

    @Override
    public void registerDestructionCallback(String name, Runnable callback) {}

    @Override
    public @Nullable Object resolveContextualObject(String key) {
      return null;
    }

    @Override
    public @Nullable String getConversationId() {
      return null;
    }
  }
}
