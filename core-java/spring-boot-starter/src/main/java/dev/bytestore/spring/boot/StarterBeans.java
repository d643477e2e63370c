package dev.bytestore.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;

/** Tells the stores and caches of the starter from those of the application. */
final class StarterBeans {

  private StarterBeans() {}

  /** Whether a bean method of the starter builds the bean. Creates no bean. */
  static boolean define(BeanDefinition definition, BeanFactory beans) {
    String factory = definition.getFactoryBeanName();
    Class<?> type = factory == null ? null : typeOf(factory, beans);
    return type == BytestoreAutoConfiguration.class || type == StoreFactory.class;
  }

  private static @Nullable Class<?> typeOf(String name, BeanFactory beans) {
    return beans.containsBean(name) ? beans.getType(name, false) : null;
  }
}
