package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.ByteStore;
import dev.bytestore.CachingModelListener;
import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.LlmCache;
import dev.bytestore.testing.RecordingLlmCache;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;

/** Which beans a property caches, and what happens if it caches none. */
class CachedBeansTest {

  private final FakeChatModel chat = new FakeChatModel();
  private final ApplicationContextRunner empty =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(CachingModelsAutoConfiguration.class))
          .withBean(LlmCache.class, InMemoryLlmCache::new)
          .withBean("store", ByteStore.class, InMemoryByteStore::new);
  private final ApplicationContextRunner keyed =
      empty.withPropertyValues("bytestore.chat.model-key=one");

  @Test
  void a_property_without_a_model_stops_the_start() {
    StartFailures.assertExplained(
        keyed, "bytestore.chat.model-key", "no bean of type ChatModel that could be cached");
    StartFailures.assertExplained(
        empty.withPropertyValues("bytestore.embedding.namespace=ns/"),
        "bytestore.embedding.namespace",
        "no bean of type EmbeddingModel that could be cached");
  }

  @Test
  void an_option_without_a_cached_model_stops_the_start() {
    ApplicationContextRunner application = empty.withBean("chat", ChatModel.class, () -> chat);
    StartFailures.assertExplained(
        application.withPropertyValues("bytestore.chat.ttl=7d"),
        "bytestore.chat.ttl",
        "No model is cached, so this property has no effect. Set bytestore.chat.model-key too");
    StartFailures.assertExplained(
        application.withPropertyValues("bytestore.chat.cache=llmCache"), "No model is cached");
    for (String option : List.of("store=store", "ttl=7d", "batch-size=9")) {
      StartFailures.assertExplained(
          application.withPropertyValues("bytestore.embedding." + option),
          "No model is cached",
          "bytestore.embedding.namespace");
    }
  }

  @Test
  void a_property_for_a_model_that_is_cached_already_stops_the_start() {
    CachingChatModel own =
        CachingChatModel.builder(chat, new InMemoryLlmCache()).modelKey("own").build();
    StartFailures.assertExplained(
        keyed.withBean("own", ChatModel.class, () -> own),
        "bytestore.chat.model-key",
        "'own' is a CachingChatModel already");
    StartFailures.assertExplained(
        empty
            .withBean("own", ChatModel.class, () -> own)
            .withPropertyValues("bytestore.chat.model-keys.own=one"),
        "bytestore.chat.model-keys.own",
        "already");
  }

  @Test
  void a_model_that_is_created_too_early_stops_the_start() {
    StartFailures.assertExplained(
        keyed.withUserConfiguration(Early.class),
        "bytestore.chat.model-key",
        "'chat' was created before it could be replaced");
    StartFailures.assertExplained(
        keyed.withInitializer(
            context -> context.getBeanFactory().registerSingleton("byHand", chat)),
        "'byHand' was created before it could be replaced");
  }

  @Test
  void a_lazy_model_is_cached_when_it_is_created() {
    keyed
        .withBean("chat", ChatModel.class, () -> chat, bean -> bean.setLazyInit(true))
        .run(
            context ->
                assertThat(context.getBean(ChatModel.class)).isInstanceOf(CachingChatModel.class));
  }

  @Test
  void the_product_of_a_factory_is_cached_when_it_is_created() {
    keyed
        .withUserConfiguration(Factory.class)
        .run(
            context ->
                assertThat(context.getBean(ChatModel.class)).isInstanceOf(CachingChatModel.class));
  }

  @Test
  void a_model_whose_bean_method_does_not_tell_its_type_is_cached() {
    keyed
        .withUserConfiguration(Untyped.class)
        .run(context -> assertThat(context.getBean("chat")).isInstanceOf(CachingChatModel.class));
  }

  @Test
  void each_prototype_is_cached() {
    keyed
        .withBean(
            "chat",
            ChatModel.class,
            FakeChatModel::new,
            bean -> bean.setScope(BeanDefinition.SCOPE_PROTOTYPE))
        .run(
            context ->
                assertThat(context.getBean(ChatModel.class))
                    .isInstanceOf(CachingChatModel.class)
                    .isNotSameAs(context.getBean(ChatModel.class)));
  }

  @Test
  void a_scoped_model_is_one_model_and_cached_outside_its_proxy() {
    keyed
        .withInitializer(
            context -> {
              context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
              RootBeanDefinition target =
                  new RootBeanDefinition(FakeChatModel.class, FakeChatModel::new);
              target.setScope("thread");
              BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
              registry.registerBeanDefinition(
                  "chat",
                  ScopedProxyUtils.createScopedProxy(
                          new BeanDefinitionHolder(target, "chat"), registry, false)
                      .getBeanDefinition());
            })
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              ChatModel model = context.getBean(ChatModel.class);
              assertThat(model).isInstanceOf(CachingChatModel.class);
              assertThat(model.call("hi")).isEqualTo(model.call("hi")).isEqualTo("answer 1");
              assertThat(context.getBean("scopedTarget.chat")).isInstanceOf(FakeChatModel.class);
            });
  }

  @Test
  void a_model_that_is_not_injected_by_type_does_not_count() {
    FakeChatModel inner = new FakeChatModel();
    keyed
        .withBean("chat", ChatModel.class, () -> chat)
        .withBean("inner", ChatModel.class, () -> inner, bean -> bean.setAutowireCandidate(false))
        .run(
            context -> {
              assertThat(context.getBean("chat")).isInstanceOf(CachingChatModel.class);
              assertThat(context.getBean("inner")).isSameAs(inner);
            });
  }

  @Test
  void a_model_that_a_test_replaces_stays_as_it_is() throws Exception {
    RootBeanDefinition replaced = new RootBeanDefinition(ChatModel.class);
    replaced.setQualifiedElement(getClass().getDeclaredField("chat"));
    keyed
        .withInitializer(
            context -> {
              ((BeanDefinitionRegistry) context.getBeanFactory())
                  .registerBeanDefinition("chat", replaced);
              context.getBeanFactory().registerSingleton("chat", chat);
            })
        .run(context -> assertThat(context.getBean(ChatModel.class)).isSameAs(chat));
  }

  @Test
  void a_model_of_a_parent_context_belongs_to_the_parent() {
    new ApplicationContextRunner()
        .withBean("chat", ChatModel.class, () -> chat)
        .run(parent -> keyed.withParent(parent).run(child -> assertThat(child).hasNotFailed()));
  }

  @Test
  void a_listener_of_the_application_learns_of_failures_although_another_one_throws() {
    CountingModelListener listener = new CountingModelListener();
    RecordingLlmCache broken = new RecordingLlmCache(new InMemoryLlmCache());
    broken.answerLookups(CompletableFuture.failedFuture(new IllegalStateException("down")));
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(CachingModelsAutoConfiguration.class))
        .withBean("chat", ChatModel.class, () -> chat)
        .withBean(LlmCache.class, () -> broken)
        .withBean("throwing", Throwing.class)
        .withBean("counting", CountingModelListener.class, () -> listener)
        .withPropertyValues("bytestore.chat.model-key=one")
        .run(context -> context.getBean(ChatModel.class).call(new Prompt("hi")));

    // The cache of the starter reports hits and misses.
    assertThat(listener.events()).contains("error: down").doesNotContain("hit", "miss");
  }

  /** The first of the listeners. */
  static final class Throwing implements CachingModelListener, Ordered {

    @Override
    public void onError(Throwable failure) {
      throw new IllegalStateException("broken listener");
    }

    @Override
    public int getOrder() {
      return HIGHEST_PRECEDENCE;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Early {

    @Bean
    ChatModel chat() {
      return new FakeChatModel();
    }

    /** Its parameter is created before the processors of other beans exist. */
    @Bean
    static EarlyProcessor early(ChatModel model) {
      return new EarlyProcessor();
    }
  }

  static final class EarlyProcessor implements BeanPostProcessor, Ordered {

    @Override
    public int getOrder() {
      return 0;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Factory {

    @Bean
    FactoryBean<ChatModel> chat() {
      return new FactoryBean<>() {
        @Override
        public ChatModel getObject() {
          return new FakeChatModel();
        }

        @Override
        public Class<?> getObjectType() {
          return ChatModel.class;
        }
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Untyped {

    @Bean
    Object chat() {
      return new FakeChatModel();
    }
  }
}
