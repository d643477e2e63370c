package dev.bytestore.spring.boot;

import dev.bytestore.ByteStoreListener;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

  /** Passes the listeners of the store with this bean name to {@code setter}, if there are any. */
  void listen(String beanName, Consumer<ByteStoreListener> setter) {
    Stream<ByteStoreListener> ownOfStore =
        factory
            .getBeanProvider(StoreListeners.class)
            .orderedStream()
            .map(listeners -> listeners.of(beanName));
    Stream<ByteStoreListener> ofAllStores =
        factory.getBeanProvider(ByteStoreListener.class).orderedStream();
    Stream.concat(ownOfStore, ofAllStores).reduce(ByteStoreListener::andThen).ifPresent(setter);
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
