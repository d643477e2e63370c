package dev.bytestore.spring.ai;

import dev.bytestore.ByteStore;
import dev.bytestore.CachingModelListener;
import dev.bytestore.LlmCache;
import dev.bytestore.internal.UserCode;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Replaces the beans of models with caching models, if the properties say so. */
final class CachingModels implements BeanPostProcessor, SmartInitializingSingleton {

  private static final String LISTENER = "a CachingModelListener";

  private final ConfigurableListableBeanFactory beans;
  private final ModelBeans chatModels;
  private final ModelBeans embeddingModels;

  CachingModels(ConfigurableListableBeanFactory beans) {
    this.beans = beans;
    this.chatModels =
        ModelBeans.of(
            beans, ChatModel.class, CachingChatModel.class, ChatProperties.PREFIX + ".model-key");
    this.embeddingModels =
        ModelBeans.of(
            beans,
            EmbeddingModel.class,
            CachingEmbeddingModel.class,
            EmbeddingProperties.PREFIX + ".namespace");
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof ChatModel model && !(bean instanceof CachingChatModel)) {
      return cached(model, beanName);
    }
    if (bean instanceof EmbeddingModel model && !(bean instanceof CachingEmbeddingModel)) {
      return cached(model, beanName);
    }
    return bean;
  }

  private ChatModel cached(ChatModel model, String beanName) {
    ChatProperties properties = beans.getBean(ChatProperties.class);
    ModelBeans.Choice choice =
        chatModels.choiceFor(beanName, properties.modelKey(), properties.modelKeys());
    if (choice == null) {
      return model;
    }
    LlmCache cache =
        theOne(
            LlmCache.class,
            ChatProperties.PREFIX + ".cache",
            properties.cache(),
            choice,
            "With bytestore-spring-boot-starter, set bytestore.llm-cache.table or"
                + " bytestore.llm-cache.collection.");
    CachingChatModel.Builder builder = CachingChatModel.builder(model, cache).listener(listener());
    set(choice.property(), choice.value(), builder::modelKey);
    set(ChatProperties.PREFIX + ".ttl", properties.ttl(), builder::ttl);
    chatModels.remember(beanName);
    return builder.build();
  }

  private EmbeddingModel cached(EmbeddingModel model, String beanName) {
    EmbeddingProperties properties = beans.getBean(EmbeddingProperties.class);
    ModelBeans.Choice choice =
        embeddingModels.choiceFor(beanName, properties.namespace(), properties.namespaces());
    if (choice == null) {
      return model;
    }
    ByteStore store =
        theOne(
            ByteStore.class,
            EmbeddingProperties.PREFIX + ".store",
            properties.store(),
            choice,
            "With bytestore-spring-boot-starter, set bytestore.store.table or"
                + " bytestore.store.collection.");
    CachingEmbeddingModel.Builder builder = CachingEmbeddingModel.builder(model, store);
    set(choice.property(), choice.value(), builder::namespace);
    set(EmbeddingProperties.PREFIX + ".ttl", properties.ttl(), builder::ttl);
    set(EmbeddingProperties.PREFIX + ".batch-size", properties.batchSize(), builder::batchSize);
    embeddingModels.remember(beanName);
    return builder.build();
  }

  /** Passes {@code value} to {@code setter} unless it is null. */
  private static <T> void set(String property, @Nullable T value, Consumer<T> setter) {
    if (value == null) {
      return;
    }
    try {
      setter.accept(value);
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationPropertyValueException(
          property, value, Objects.toString(e.getMessage(), "not valid"));
    }
  }

  /**
   * The bean that {@code property} names, or the only one of its type.
   *
   * @param choice is named if there is none, because Spring Boot explains only properties that are
   *     set
   */
  private <T> T theOne(
      Class<T> type,
      String property,
      @Nullable String name,
      ModelBeans.Choice choice,
      String howToDefineOne) {
    List<String> all =
        List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false));
    if (name != null) {
      if (!beans.containsBean(name) || !beans.isTypeMatch(name, type)) {
        throw new InvalidConfigurationPropertyValueException(
            property,
            name,
            "The application has no bean of type %s with this name. It has: %s."
                .formatted(type.getSimpleName(), String.join(", ", all)));
      }
      return beans.getBean(name, type);
    }
    T only = beans.getBeanProvider(type).getIfUnique();
    if (only != null) {
      return only;
    }
    throw choice.failure(
        all.isEmpty()
            ? "The application has no bean of type %s. %s"
                .formatted(type.getSimpleName(), howToDefineOne)
            : "The application has several beans of type %s. Set %s to the name of the one to use."
                    .formatted(type.getSimpleName(), property)
                + " The beans are: %s.".formatted(String.join(", ", all)));
  }

  @Override
  public void afterSingletonsInstantiated() {
    ChatProperties chat = beans.getBean(ChatProperties.class);
    chatModels.requireCached(chat.modelKey(), chat.modelKeys());
    if (chat.modelKey() == null && chat.modelKeys().isEmpty()) {
      chatModels.requireUnset(ChatProperties.PREFIX + ".cache", chat.cache());
      chatModels.requireUnset(ChatProperties.PREFIX + ".ttl", chat.ttl());
    }
    EmbeddingProperties embedding = beans.getBean(EmbeddingProperties.class);
    embeddingModels.requireCached(embedding.namespace(), embedding.namespaces());
    if (embedding.namespace() == null && embedding.namespaces().isEmpty()) {
      embeddingModels.requireUnset(EmbeddingProperties.PREFIX + ".store", embedding.store());
      embeddingModels.requireUnset(EmbeddingProperties.PREFIX + ".ttl", embedding.ttl());
      embeddingModels.requireUnset(
          EmbeddingProperties.PREFIX + ".batch-size", embedding.batchSize());
    }
  }

  /**
   * The listeners of the application. The cache reports hits and misses to them, so the models
   * report only the rest.
   */
  private CachingModelListener listener() {
    List<CachingModelListener> all =
        beans.getBeanProvider(CachingModelListener.class).orderedStream().toList();
    return new CachingModelListener() {
      @Override
      public void onError(Throwable failure) {
        all.forEach(listener -> UserCode.run(LISTENER, () -> listener.onError(failure)));
      }

      @Override
      public void onNotCacheable(String reason) {
        all.forEach(listener -> UserCode.run(LISTENER, () -> listener.onNotCacheable(reason)));
      }
    };
  }
}
