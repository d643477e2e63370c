package dev.bytestore.spring.ai;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The beans of one type of model, and the properties that say which of them are cached. A property
 * without an effect stops the start: otherwise a model would silently not be cached.
 *
 * @param type the type of the beans
 * @param caching the type of the models that replace them
 * @param property the property for the only model; with an s, those for beans by their names
 */
record ModelBeans(
    ConfigurableListableBeanFactory beans,
    Class<?> type,
    Class<?> caching,
    String property,
    Set<String> cached) {

  /** The property that caches a model, and its value. */
  record Choice(String property, String value) {

    InvalidConfigurationPropertyValueException failure(String reason) {
      return new InvalidConfigurationPropertyValueException(property, value, reason);
    }
  }

  static ModelBeans of(
      ConfigurableListableBeanFactory beans, Class<?> type, Class<?> caching, String property) {
    return new ModelBeans(beans, type, caching, property, ConcurrentHashMap.newKeySet());
  }

  /**
   * Why the bean is cached; null if it is not.
   *
   * @param forTheOnlyModel the value of the property for the only model
   * @param byBean the values for beans with this name
   */
  @Nullable Choice choiceFor(
      String beanName, @Nullable String forTheOnlyModel, Map<String, String> byBean) {
    if (ScopedProxyUtils.isScopedTarget(beanName)) {
      return null; // The proxy is replaced.
    }
    String ofBean = byBean.get(beanName);
    if (ofBean != null) {
      return new Choice(property + "s." + beanName, ofBean);
    }
    if (forTheOnlyModel == null) {
      return null;
    }
    Choice choice = new Choice(property, forTheOnlyModel);
    // The type of a bean that is being created is not always known yet.
    boolean known = beans.containsBeanDefinition(beanName) && isCandidate(beanName);
    List<String> candidates =
        Stream.concat(candidates().stream(), Stream.of(beanName).filter(name -> known))
            .distinct()
            .toList();
    requireOne(candidates, choice);
    return candidates.contains(beanName) ? choice : null;
  }

  void remember(String beanName) {
    cached.add(beanName);
  }

  /** Throws if a property caches nothing. A bean that is created later cannot be checked. */
  void requireCached(@Nullable String forTheOnlyModel, Map<String, String> byBean) {
    byBean.forEach(
        (name, value) -> {
          Choice choice = new Choice(property + "s." + name, value);
          if (!named().toList().contains(name)) {
            throw choice.failure(
                "The application has no bean of type %s with this name. It has: %s."
                    .formatted(type.getSimpleName(), String.join(", ", named().toList())));
          }
          requireCached(name, choice);
        });
    if (forTheOnlyModel == null) {
      return;
    }
    Choice choice = new Choice(property, forTheOnlyModel);
    List<String> candidates = candidates();
    requireOne(candidates, choice);
    candidates.forEach(name -> requireCached(name, choice));
    if (candidates.isEmpty() && !hasParentModel()) {
      throw choice.failure(
          "The application has no bean of type %s that could be cached. Define one, or remove this"
                  .formatted(type.getSimpleName())
              + " property.");
    }
  }

  /** Throws if an option of the cached models is set, but no model is cached. */
  void requireUnset(String option, @Nullable Object value) {
    if (value != null) {
      throw new InvalidConfigurationPropertyValueException(
          option,
          value,
          "No model is cached, so this property has no effect. Set %s too, or remove this property."
              .formatted(property));
    }
  }

  private void requireOne(List<String> candidates, Choice choice) {
    if (candidates.size() > 1) {
      throw choice.failure(
          "The application has %d beans of type %s, and their entries must be kept apart. Set"
                  .formatted(candidates.size(), type.getSimpleName())
              + " %ss.<name of the bean> for each model to cache instead. The beans are: %s."
                  .formatted(property, String.join(", ", candidates)));
    }
  }

  private void requireCached(String name, Choice choice) {
    if (cached.contains(name) || mayBeCreatedLater(name)) {
      return;
    }
    throw choice.failure(
        caching.isInstance(beans.getBean(name))
            ? "The bean '%s' is a %s already, so this property has no effect. Remove it."
                .formatted(name, caching.getSimpleName())
            : "The bean '%s' was created before it could be replaced, so it is not cached. A"
                    .formatted(name)
                + " BeanPostProcessor or a singleton that was registered by hand may be the reason:"
                + " define the model in a bean method, and inject it into neither a"
                + " BeanPostProcessor nor what a BeanPostProcessor needs.");
  }

  private boolean mayBeCreatedLater(String name) {
    if (!beans.isSingleton(name) || beans.isFactoryBean(name)) {
      return true;
    }
    if (!beans.containsBeanDefinition(name)) {
      return false;
    }
    BeanDefinition definition = beans.getMergedBeanDefinition(name);
    return definition.isLazyInit() || isReplacedByTest(definition);
  }

  /** Spring sets this element for a bean that a test replaces, such as with a mock. */
  private static boolean isReplacedByTest(BeanDefinition definition) {
    return definition instanceof RootBeanDefinition root && root.getQualifiedElement() != null;
  }

  /** Without beans that are only behind a proxy. */
  private Stream<String> named() {
    return Stream.of(beans.getBeanNamesForType(type, true, false))
        .filter(name -> !ScopedProxyUtils.isScopedTarget(name));
  }

  /** The models that can be injected by their type. */
  private List<String> candidates() {
    return named().filter(this::isCandidate).toList();
  }

  private boolean isCandidate(String name) {
    return !beans.containsBeanDefinition(name)
        || beans.getMergedBeanDefinition(name).isAutowireCandidate();
  }

  /** Whether a parent of this context has a model, which this context cannot replace. */
  private boolean hasParentModel() {
    return beans.getParentBeanFactory() != null
        && BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false).length
            > beans.getBeanNamesForType(type, true, false).length;
  }
}
