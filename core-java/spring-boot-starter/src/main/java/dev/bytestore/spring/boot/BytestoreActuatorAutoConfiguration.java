package dev.bytestore.spring.boot;

import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The health of the stores and caches, and hidden secrets in the endpoints of the actuator. */
@AutoConfiguration(after = BytestoreAutoConfiguration.class)
class BytestoreActuatorAutoConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.endpoint.SanitizingFunction")
  static class SecretsConfiguration {

    @Bean
    SanitizingFunction bytestoreSanitizingFunction() {
      return data ->
          SecretProperties.contain(data.getKey(), data.getValue())
              ? data.withSanitizedValue()
              : data;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(StoreFactory.class)
  @Conditional(OnHealthCondition.class)
  @ConditionalOnMissingBean(name = {"bytestoreHealthIndicator", "bytestoreHealthContributor"})
  @EnableConfigurationProperties(HealthProperties.class)
  @Import({HealthModuleConfiguration.class, ActuatorHealthConfiguration.class})
  static class HealthConfiguration {

    @Bean
    HealthChecks bytestoreHealthChecks(
        StoreFactory factory, ConfigurableListableBeanFactory beans, HealthProperties properties) {
      create(ByteStore.class, beans);
      create(LlmCache.class, beans);
      return new HealthChecks(factory.checks(properties.timeout()), properties.timeout());
    }

    /**
     * Creates those of the starter that are not created yet, so that the factory knows them. Beans
     * of the application may be lazy, or in a scope that is not active.
     */
    private static void create(Class<?> type, ConfigurableListableBeanFactory beans) {
      for (String name : beans.getBeanNamesForType(type, true, false)) {
        if (beans.containsBeanDefinition(name)
            && StarterBeans.define(beans.getBeanDefinition(name), beans)) {
          beans.getBean(name);
        }
      }
    }
  }
}
