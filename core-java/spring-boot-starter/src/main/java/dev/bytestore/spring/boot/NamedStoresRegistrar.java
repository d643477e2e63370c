package dev.bytestore.spring.boot;

import dev.bytestore.ByteStore;
import dev.bytestore.DocumentStore;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a bean for each {@code bytestore.stores.<name>}. Each definition names a factory
 * method, and has no instance supplier, so that it also works in ahead-of-time processing.
 */
final class NamedStoresRegistrar implements ImportBeanDefinitionRegistrar {

  /** The name of the bean whose factory method builds the stores. */
  static final String FACTORY = "bytestoreStoreFactory";

  private static final String CHOOSE_ANOTHER = "Choose another name for the store.";

  private final Environment environment;
  private final BeanFactory beans;

  NamedStoresRegistrar(Environment environment, BeanFactory beans) {
    this.environment = environment;
    this.beans = beans;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
    stores()
        .forEach(
            (name, properties) -> {
              if (!Boolean.FALSE.equals(properties.enabled())) {
                register(registry, name, properties);
              }
            });
  }

  /** Binds the properties before there are beans. A misspelt property fails here. */
  private Map<String, StoreProperties> stores() {
    return Binder.get(environment)
        .bind(
            StoreFactory.STORES,
            Bindable.mapOf(String.class, StoreProperties.class),
            new NoUnboundElementsBindHandler(
                BindHandler.DEFAULT, new UnboundElementsSourceFilter()))
        .orElse(Map.of());
  }

  private void register(BeanDefinitionRegistry registry, String name, StoreProperties properties) {
    String prefix = StoreFactory.STORES + "." + name;
    if (isFree(registry, name, prefix, ByteStore.class)) {
      RootBeanDefinition store = new RootBeanDefinition();
      store.setTargetType(ByteStore.class);
      store.setFactoryBeanName(FACTORY);
      store.setFactoryMethodName("namedStore");
      store.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
      registry.registerBeanDefinition(name, store);
    }
    String documentsName = name + "DocumentStore";
    if (properties.documents()
        && isFree(registry, documentsName, prefix + ".documents", DocumentStore.class)) {
      RootBeanDefinition store = new RootBeanDefinition(DocumentStore.class);
      store.setFactoryMethodName("of");
      store
          .getConstructorArgumentValues()
          .addIndexedArgumentValue(0, new RuntimeBeanReference(name));
      registry.registerBeanDefinition(documentsName, store);
    }
  }

  /** Whether no bean has the name. A bean of the application with this name and type is kept. */
  private boolean isFree(
      BeanDefinitionRegistry registry, String name, String property, Class<?> type) {
    if (!registry.containsBeanDefinition(name)) {
      return true;
    }
    if (!beans.isTypeMatch(name, type)) {
      throw new PropertyException(
          property,
          "the application has a bean '%s' that is no %s".formatted(name, type.getSimpleName()),
          CHOOSE_ANOTHER);
    }
    if (StarterBeans.define(registry.getBeanDefinition(name), beans)) {
      throw new PropertyException(
          property,
          "%s.* already asks for a store with this name".formatted(StoreFactory.STORE),
          CHOOSE_ANOTHER);
    }
    return false;
  }
}
