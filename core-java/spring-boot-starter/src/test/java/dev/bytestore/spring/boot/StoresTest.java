package dev.bytestore.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.ByteStore;
import dev.bytestore.Document;
import dev.bytestore.DocumentStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class StoresTest {

  private final ApplicationContextRunner contexts = Contexts.starter();

  @Test
  void without_properties_there_are_no_beans() {
    contexts.run(
        context ->
            assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(ByteStore.class)
                .doesNotHaveBean(LlmCache.class)
                .doesNotHaveBean(DocumentStore.class)
                .doesNotHaveBean(StoreFactory.class));
  }

  @Test
  void one_property_makes_a_store() {
    contexts
        .withPropertyValues("bytestore.store.backend=memory")
        .run(
            context -> {
              assertThat(context).hasSingleBean(ByteStore.class).hasBean("byteStore");
              assertThat(context).doesNotHaveBean(LlmCache.class);
              assertThat(context).doesNotHaveBean(DocumentStore.class);
            });
  }

  @Test
  void one_property_makes_a_cache() {
    contexts
        .withPropertyValues("bytestore.llm-cache.backend=memory")
        .run(
            context -> {
              assertThat(context).hasSingleBean(LlmCache.class).hasBean("llmCache");
              assertThat(context).doesNotHaveBean(ByteStore.class);
            });
  }

  @Test
  void a_store_and_a_cache_are_switched_off() {
    contexts
        .withPropertyValues(
            "bytestore.store.backend=memory",
            "bytestore.store.enabled=false",
            "bytestore.store.documents=true",
            "bytestore.llm-cache.backend=memory",
            "bytestore.llm-cache.enabled=false",
            "bytestore.stores.pages.backend=memory",
            "bytestore.stores.pages.enabled=false")
        .run(
            context ->
                assertThat(context)
                    .doesNotHaveBean(ByteStore.class)
                    .doesNotHaveBean(DocumentStore.class)
                    .doesNotHaveBean(LlmCache.class));
  }

  @Test
  void stores_in_memory_open_no_connection() {
    contexts
        .withPropertyValues(
            "bytestore.cassandra.contact-points=127.0.0.1:1",
            "bytestore.cassandra.keyspace=app",
            "bytestore.store.table=pages",
            "bytestore.store.backend=memory",
            "bytestore.llm-cache.backend=memory")
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(ByteStore.class));
  }

  @Test
  void a_backend_in_memory_ignores_the_other_options() {
    contexts
        .withPropertyValues(
            "bytestore.store.table=pages",
            "bytestore.store.ttl=10d",
            "bytestore.store.setup-mode=off",
            "bytestore.store.backend=memory")
        .run(context -> assertThat(context).hasSingleBean(ByteStore.class));
  }

  @Test
  void a_document_store_uses_the_store() {
    contexts
        .withPropertyValues("bytestore.store.backend=memory", "bytestore.store.documents=true")
        .run(
            context -> {
              DocumentStore documents = context.getBean("documentStore", DocumentStore.class);
              documents.blocking().mset(Map.of("a", Document.of("text")));

              assertThat(keys(context.getBean(ByteStore.class))).containsExactly("a");
            });
  }

  @Test
  void named_stores_are_beans_of_their_own() {
    contexts
        .withPropertyValues(
            "bytestore.store.backend=memory",
            "bytestore.stores.pages.backend=memory",
            "bytestore.stores.my-images.backend=memory",
            "bytestore.stores.my-images.documents=true")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBeansOfType(ByteStore.class))
                  .containsOnlyKeys("byteStore", "pages", "my-images");
              assertThat(context.getBeansOfType(DocumentStore.class))
                  .containsOnlyKeys("my-imagesDocumentStore");
              context.getBean("pages", ByteStore.class).blocking().mset(Map.of("p", bytes("1")));
              context
                  .getBean(DocumentStore.class)
                  .blocking()
                  .mset(Map.of("i", Document.of("image")));

              assertThat(keys(context.getBean("pages", ByteStore.class))).containsExactly("p");
              assertThat(keys(context.getBean("my-images", ByteStore.class))).containsExactly("i");
              assertThat(keys(context.getBean("byteStore", ByteStore.class))).isEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"pages", "myPages", "my-pages", "PAGES", "pages2"})
  void a_name_is_the_name_of_the_bean(String name) {
    contexts
        .withPropertyValues("bytestore.stores." + name + ".backend=memory")
        .run(context -> assertThat(context.getBeansOfType(ByteStore.class)).containsOnlyKeys(name));
  }

  @Test
  void variables_of_the_environment_ask_for_beans() {
    contexts
        .withInitializer(
            context ->
                context
                    .getEnvironment()
                    .getPropertySources()
                    .addFirst(
                        new SystemEnvironmentPropertySource(
                            "test-systemEnvironment",
                            Map.of(
                                "BYTESTORE_STORE_BACKEND", "memory",
                                "BYTESTORE_STORES_PAGES_BACKEND", "MEMORY",
                                "BYTESTORE_LLMCACHE_BACKEND", "memory"))))
        .run(
            context -> {
              assertThat(context.getBeansOfType(ByteStore.class))
                  .containsOnlyKeys("byteStore", "pages");
              assertThat(context).hasSingleBean(LlmCache.class);
            });
  }

  @Test
  void stores_are_injected_by_qualifier_and_by_the_name_of_a_parameter() {
    contexts
        .withPropertyValues(
            "bytestore.store.backend=memory",
            "bytestore.stores.pages.backend=memory",
            "bytestore.stores.my-images.backend=memory")
        .withUserConfiguration(Injected.class)
        .run(
            context -> {
              Stores stores = context.getBean(Stores.class);
              assertThat(stores.byName()).isSameAs(context.getBean("pages"));
              assertThat(stores.byQualifier()).isSameAs(context.getBean("my-images"));
              assertThat(stores.first()).isSameAs(context.getBean("byteStore"));
            });
  }

  @Test
  void each_bean_backs_off() {
    contexts
        .withPropertyValues(
            "bytestore.store.backend=memory",
            "bytestore.store.documents=true",
            "bytestore.llm-cache.backend=memory",
            "bytestore.stores.pages.backend=memory")
        .withUserConfiguration(Own.class)
        .run(
            context -> {
              assertThat(context.getBeansOfType(ByteStore.class)).containsOnlyKeys("pages");
              assertThat(context.getBean("pages")).isSameAs(Own.STORE);
              assertThat(context.getBean(LlmCache.class)).isSameAs(Own.CACHE);
              assertThat(context.getBeansOfType(LlmCache.class)).containsOnlyKeys("own");
              context.getBean(DocumentStore.class).blocking().mset(Map.of("d", Document.of("x")));
              assertThat(keys(Own.STORE)).containsExactly("d");
            });
  }

  @Test
  void a_named_store_does_not_make_the_default_store_back_off() {
    contexts
        .withPropertyValues(
            "bytestore.stores.alpha.backend=memory", "bytestore.store.backend=memory")
        .run(
            context ->
                assertThat(context.getBeansOfType(ByteStore.class))
                    .containsOnlyKeys("alpha", "byteStore"));
  }

  @Test
  void a_named_store_with_the_name_of_another_bean_is_refused() {
    contexts
        .withPropertyValues("bytestore.stores.other.backend=memory")
        .withBean("other", String.class, () -> "text")
        .run(
            context ->
                assertThat(Contexts.failure(context))
                    .hasMessageContaining("bytestore.stores.other")
                    .hasMessageContaining("Choose another name"));
  }

  @Test
  void a_named_store_with_the_name_of_the_default_store_is_refused() {
    ApplicationContextRunner named =
        contexts.withPropertyValues("bytestore.stores.byteStore.backend=memory");
    named.run(
        context ->
            assertThat(context.getBeansOfType(ByteStore.class)).containsOnlyKeys("byteStore"));
    named
        .withPropertyValues("bytestore.store.enabled=false")
        .run(context -> assertThat(context).hasSingleBean(ByteStore.class));
    named
        .withPropertyValues("bytestore.store.backend=memory")
        .run(
            context -> {
              PropertyException failure = Contexts.failure(context);
              assertThat(failure.problem())
                  .startsWith("bytestore.stores.byteStore: bytestore.store.* already");
              assertThat(failure.action()).contains("Choose another name");
            });
  }

  @Test
  void a_store_of_the_application_with_the_name_of_both_is_kept() {
    ByteStore own = new InMemoryByteStore();
    contexts
        .withBean("byteStore", ByteStore.class, () -> own)
        .withPropertyValues(
            "bytestore.store.backend=memory", "bytestore.stores.byteStore.backend=memory")
        .run(context -> assertThat(context.getBean(ByteStore.class)).isSameAs(own));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static List<String> keys(ByteStore store) {
    return store.blocking().yieldKeys("").toList();
  }

  record Stores(ByteStore byName, ByteStore byQualifier, ByteStore first) {}

  @Configuration(proxyBeanMethods = false)
  static class Injected {

    @Bean
    Stores stores(ByteStore pages, @Qualifier("my-images") ByteStore images, ByteStore byteStore) {
      return new Stores(pages, images, byteStore);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Own {

    static final ByteStore STORE = new InMemoryByteStore();
    static final LlmCache CACHE = new InMemoryLlmCache();

    @Bean
    ByteStore pages() {
      return STORE;
    }

    @Bean
    LlmCache own() {
      return CACHE;
    }
  }
}
