package dev.bytestore.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;

/** Tells the stores and caches of the starter from those of the application. */
final class StarterBeans {

  /** A name, because the configuration uses this class. */
  private static final String CONFIGURATION =
      StarterBeans.class.getPackageName() + ".BytestoreAutoConfiguration";

  private StarterBeans() {}

  /** Whether a bean method of the starter builds the bean. Creates no bean. */
  static boolean define(BeanDefinition definition, BeanFactory beans) {
    String factory = definition.getFactoryBeanName();
    Class<?> type = factory == null ? null : typeOf(factory, beans);
    return type == StoreFactory.class || (type != null && type.getName().equals(CONFIGURATION));
  }

  private static @Nullable Class<?> typeOf(String name, BeanFactory beans) {
    return beans.containsBean(name) ? beans.getType(name, false) : null;
  }
}
