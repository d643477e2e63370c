package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.ByteStore;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Models that are beans of an application with Spring Boot. */
class CachingModelsTest {

  private final FakeChatModel chat = new FakeChatModel();
  private final FakeEmbeddingModel embedding = new FakeEmbeddingModel();
  private final InMemoryByteStore store = new InMemoryByteStore();
  private final ApplicationContextRunner contexts =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(CachingModelsAutoConfiguration.class))
          .withBean("chat", ChatModel.class, () -> chat)
          .withBean("embedding", EmbeddingModel.class, () -> embedding);

  @Test
  void without_properties_the_models_stay_as_they_are() {
    withCacheAndStore()
        .run(
            context -> {
              assertThat(context.getBean(ChatModel.class)).isSameAs(chat);
              assertThat(context.getBean(EmbeddingModel.class)).isSameAs(embedding);
            });
  }

  @Test
  void one_property_caches_the_chat_model_also_for_a_second_application() {
    LlmCache shared = new InMemoryLlmCache();
    ApplicationContextRunner application =
        contexts
            .withBean(LlmCache.class, () -> shared)
            .withPropertyValues("bytestore.chat.model-key=one");

    for (int start = 0; start < 2; start++) {
      application.run(
          context -> assertThat(context.getBean(ChatModel.class).call("hi")).isEqualTo("answer 1"));
    }
    application
        .withPropertyValues("bytestore.chat.model-key=two")
        .run(
            context ->
                assertThat(context.getBean(ChatModel.class).call("hi")).isEqualTo("answer 2"));

    assertThat(chat.calls()).isEqualTo(2);
  }

  @Test
  void one_property_caches_the_embedding_model() {
    withCacheAndStore()
        .withPropertyValues("bytestore.embedding.namespace=ns/", "bytestore.embedding.batch-size=1")
        .run(
            context -> {
              EmbeddingModel model = context.getBean(EmbeddingModel.class);

              assertThat(model.embed(List.of("a", "bb"))).hasSize(2);
              assertThat(model.embed("bb")).containsExactly(2, 0.5f);
            });

    assertThat(embedding.asked()).containsExactly(List.of("a"), List.of("bb"));
    assertThat(store.blocking().yieldKeys("ns/")).hasSize(2);
  }

  @Test
  void of_several_models_only_those_with_a_key_are_cached() {
    FakeChatModel other = new FakeChatModel();
    withCacheAndStore()
        .withBean("other", ChatModel.class, () -> other)
        .withPropertyValues("bytestore.chat.model-keys.other=one")
        .run(
            context -> {
              assertThat(context.getBean("chat")).isSameAs(chat);
              assertThat(context.getBean("other")).isInstanceOf(CachingChatModel.class);
            });
  }

  @Test
  void one_key_for_several_models_stops_the_start_and_names_them() {
    assertFails(
        withCacheAndStore()
            .withBean("other", ChatModel.class, FakeChatModel::new)
            .withPropertyValues("bytestore.chat.model-key=one"),
        "bytestore.chat.model-keys.<name of the bean>",
        "chat, other");
    assertFails(
        withCacheAndStore()
            .withBean("other", EmbeddingModel.class, FakeEmbeddingModel::new)
            .withPropertyValues("bytestore.embedding.namespace=ns/"),
        "bytestore.embedding.namespaces.<name of the bean>",
        "embedding, other");
  }

  @Test
  void a_key_for_a_bean_that_does_not_exist_stops_the_start() {
    assertFails(
        withCacheAndStore().withPropertyValues("bytestore.chat.model-keys.typo=one"),
        "ChatModel",
        "It has: chat");
    assertFails(
        withCacheAndStore().withPropertyValues("bytestore.embedding.namespaces.chat=ns/"),
        "EmbeddingModel",
        "It has: embedding");
  }

  @Test
  void a_property_without_a_cache_or_a_store_stops_the_start_and_says_what_to_do() {
    assertFails(
        contexts.withPropertyValues("bytestore.chat.model-key=one"), "bytestore.llm-cache.table");
    assertFails(
        contexts.withPropertyValues("bytestore.embedding.namespaces.embedding=ns/"),
        "bytestore.embedding.namespaces.embedding",
        "bytestore.store.table");
  }

  @Test
  void of_several_stores_a_property_chooses_one() {
    InMemoryByteStore second = new InMemoryByteStore();
    ApplicationContextRunner two =
        withCacheAndStore()
            .withBean("second", ByteStore.class, () -> second)
            .withPropertyValues("bytestore.embedding.namespace=ns/");

    assertFails(two, "bytestore.embedding.store");
    two.withPropertyValues("bytestore.embedding.store=second")
        .run(context -> context.getBean(EmbeddingModel.class).embed("a"));

    assertThat(second.blocking().yieldKeys()).hasSize(1);
    assertThat(store.blocking().yieldKeys()).isEmpty();
  }

  @Test
  void a_value_that_is_not_valid_stops_the_start_and_names_the_property() {
    assertFails(withCacheAndStore().withPropertyValues("bytestore.chat.model-key= "), "blank");
    assertFails(
        withCacheAndStore()
            .withPropertyValues("bytestore.chat.model-key=one", "bytestore.chat.ttl=-1s"),
        "ttl");
    assertFails(
        withCacheAndStore()
            .withPropertyValues(
                "bytestore.embedding.namespace=ns/", "bytestore.embedding.batch-size=0"),
        "batchSize");
  }

  @Test
  void a_caching_model_of_the_application_stays_as_it_is() {
    CachingChatModel own =
        CachingChatModel.builder(new FakeChatModel(), new InMemoryLlmCache()).modelKey("x").build();
    withCacheAndStore()
        .withBean("own", ChatModel.class, () -> own)
        .withPropertyValues("bytestore.chat.model-keys.chat=one")
        .run(
            context -> {
              assertThat(context.getBean("own")).isSameAs(own);
              assertThat(context.getBean("chat")).isInstanceOf(CachingChatModel.class);
            });
  }

  @Test
  void of_several_caches_a_property_chooses_one() {
    LlmCache second = new InMemoryLlmCache();
    ApplicationContextRunner two =
        withCacheAndStore()
            .withBean("second", LlmCache.class, () -> second)
            .withPropertyValues("bytestore.chat.model-key=one");

    assertFails(two, "bytestore.chat.model-key", "bytestore.chat.cache", "second");
    assertFails(
        two.withPropertyValues("bytestore.chat.cache=typo"), "bytestore.chat.cache", "second");
    two.withPropertyValues("bytestore.chat.cache=second")
        .run(
            context -> {
              context.getBean(ChatModel.class).call("hi");
              second.blocking().clear();
              context.getBean(ChatModel.class).call("hi");
            });

    assertThat(chat.calls()).isEqualTo(2);
  }

  @Test
  void a_store_that_does_not_exist_stops_the_start_and_names_those_that_do() {
    ApplicationContextRunner application =
        withCacheAndStore().withPropertyValues("bytestore.embedding.namespace=ns/");

    assertFails(
        application.withPropertyValues("bytestore.embedding.store=typo"),
        "bytestore.embedding.store",
        "It has: store");
    assertFails(
        application.withPropertyValues("bytestore.embedding.store=chat"),
        "bytestore.embedding.store",
        "It has: store");
  }

  private ApplicationContextRunner withCacheAndStore() {
    return contexts
        .withBean(LlmCache.class, InMemoryLlmCache::new)
        .withBean("store", ByteStore.class, () -> store);
  }

  private static void assertFails(ApplicationContextRunner application, String... texts) {
    StartFailures.assertExplained(application, texts);
  }
}
