package dev.bytestore.spring.ai;

import dev.bytestore.ByteStore;
import dev.bytestore.CachingModelListener;
import dev.bytestore.LlmCache;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Replaces the beans of models with caching models, if the properties say so. */
final class CachingModels implements BeanPostProcessor, SmartInitializingSingleton {

  private final ListableBeanFactory beans;

  CachingModels(ListableBeanFactory beans) {
    this.beans = beans;
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
    String modelKey =
        nameOf(
            beanName,
            ChatModel.class,
            ChatProperties.PREFIX + ".model-key",
            properties.modelKey(),
            properties.modelKeys());
    if (modelKey == null) {
      return model;
    }
    LlmCache cache = beans.getBeanProvider(LlmCache.class).getIfAvailable();
    if (cache == null) {
      throw new InvalidConfigurationPropertyValueException(
          ChatProperties.PREFIX + ".model-key",
          modelKey,
          "The application has no bean of type LlmCache. With bytestore-spring-boot-starter, set"
              + " bytestore.llm-cache.table or bytestore.llm-cache.collection.");
    }
    CachingChatModel.Builder builder = CachingChatModel.builder(model, cache).listener(listener());
    set(ChatProperties.PREFIX, "model-key", modelKey, builder::modelKey);
    set(ChatProperties.PREFIX, "ttl", properties.ttl(), builder::ttl);
    return builder.build();
  }

  private EmbeddingModel cached(EmbeddingModel model, String beanName) {
    EmbeddingProperties properties = beans.getBean(EmbeddingProperties.class);
    String namespace =
        nameOf(
            beanName,
            EmbeddingModel.class,
            EmbeddingProperties.PREFIX + ".namespace",
            properties.namespace(),
            properties.namespaces());
    if (namespace == null) {
      return model;
    }
    CachingEmbeddingModel.Builder builder = CachingEmbeddingModel.builder(model, store(properties));
    set(EmbeddingProperties.PREFIX, "namespace", namespace, builder::namespace);
    set(EmbeddingProperties.PREFIX, "ttl", properties.ttl(), builder::ttl);
    set(EmbeddingProperties.PREFIX, "batch-size", properties.batchSize(), builder::batchSize);
    return builder.build();
  }

  /** Passes {@code value} to {@code setter} unless it is null. */
  private static <T> void set(String prefix, String name, @Nullable T value, Consumer<T> setter) {
    if (value == null) {
      return;
    }
    try {
      setter.accept(value);
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationPropertyValueException(
          prefix + "." + name, value, Objects.toString(e.getMessage(), "not valid"));
    }
  }

  private ByteStore store(EmbeddingProperties properties) {
    String name = properties.store();
    if (name != null) {
      return beans.getBean(name, ByteStore.class);
    }
    ByteStore store = beans.getBeanProvider(ByteStore.class).getIfUnique();
    if (store == null) {
      throw new InvalidConfigurationPropertyValueException(
          EmbeddingProperties.PREFIX + ".store",
          null,
          "The application has no or several beans of type ByteStore. Set this property to the name"
              + " of the one that keeps the embeddings.");
    }
    return store;
  }

  /**
   * The text that names the configuration of a model; null if the model is not cached.
   *
   * @param forTheOnlyModel the value of {@code property}
   * @param byBean the values for beans with this name
   */
  private @Nullable String nameOf(
      String beanName,
      Class<?> type,
      String property,
      @Nullable String forTheOnlyModel,
      Map<String, String> byBean) {
    String name = byBean.get(beanName);
    if (name != null || forTheOnlyModel == null) {
      return name;
    }
    String[] all = beans.getBeanNamesForType(type, true, false);
    if (all.length > 1) {
      throw new InvalidConfigurationPropertyValueException(
          property,
          forTheOnlyModel,
          "The application has %d beans of type %s, and their entries must be kept apart. Set"
                  .formatted(all.length, type.getSimpleName())
              + " %ss.<name of the bean> for each model to cache instead. The beans are: %s."
                  .formatted(property, String.join(", ", all)));
    }
    return forTheOnlyModel;
  }

  /** A name without a bean would otherwise be a model that is not cached, without a word. */
  @Override
  public void afterSingletonsInstantiated() {
    requireBeans(
        ChatModel.class,
        ChatProperties.PREFIX + ".model-keys",
        beans.getBean(ChatProperties.class).modelKeys());
    requireBeans(
        EmbeddingModel.class,
        EmbeddingProperties.PREFIX + ".namespaces",
        beans.getBean(EmbeddingProperties.class).namespaces());
  }

  private void requireBeans(Class<?> type, String property, Map<String, String> byBean) {
    List<String> all = List.of(beans.getBeanNamesForType(type, true, false));
    byBean.forEach(
        (name, value) -> {
          if (!all.contains(name)) {
            throw new InvalidConfigurationPropertyValueException(
                property + "." + name,
                value,
                "The application has no bean of type %s with this name. It has: %s."
                    .formatted(type.getSimpleName(), String.join(", ", all)));
          }
        });
  }

  /**
   * The listeners of the application. The cache reports hits and misses to them, so the models
   * report only the rest.
   */
  private CachingModelListener listener() {
    ObjectProvider<CachingModelListener> provider =
        beans.getBeanProvider(CachingModelListener.class);
    List<CachingModelListener> all = provider.orderedStream().toList();
    return new CachingModelListener() {
      @Override
      public void onError(Throwable failure) {
        all.forEach(listener -> listener.onError(failure));
      }

      @Override
      public void onNotCacheable(String reason) {
        all.forEach(listener -> listener.onNotCacheable(reason));
      }
    };
  }
}
