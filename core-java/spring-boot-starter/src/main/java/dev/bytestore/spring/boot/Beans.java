package dev.bytestore.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.ResolvableType;

/** The beans of the application that the backends use. */
record Beans(ListableBeanFactory factory) {

  /** Whether there is such a bean. Creates none. */
  boolean has(Class<?> type) {
    return factory.getBeanNamesForType(type, true, false).length > 0;
  }

  /**
   * Returns the bean of this type, or the primary one.
   *
   * @throws org.springframework.beans.factory.NoUniqueBeanDefinitionException if there are several
   */
  <T> @Nullable T get(Class<T> type) {
    return factory.getBeanProvider(type).getIfAvailable();
  }

  /** Calls the customizers of builders of this type. */
  <B> void customize(Class<B> type, String beanName, B builder) {
    ResolvableType customizers = ResolvableType.forClassWithGenerics(BuilderCustomizer.class, type);
    factory
        .<BuilderCustomizer<B>>getBeanProvider(customizers)
        .orderedStream()
        .forEach(customizer -> customizer.customize(beanName, builder));
  }
}
