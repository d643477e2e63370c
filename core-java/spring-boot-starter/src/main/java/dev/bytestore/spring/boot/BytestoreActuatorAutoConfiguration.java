package dev.bytestore.spring.boot;

import dev.bytestore.ByteStore;
import dev.bytestore.LlmCache;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
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
      return data -> SecretProperties.contain(data.getKey()) ? data.withSanitizedValue() : data;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(StoreFactory.class)
  @ConditionalOnExpression(
      "${management.health.bytestore.enabled:${management.health.defaults.enabled:true}}")
  @ConditionalOnMissingBean(name = {"bytestoreHealthIndicator", "bytestoreHealthContributor"})
  @EnableConfigurationProperties(HealthProperties.class)
  @Import({HealthModuleConfiguration.class, ActuatorHealthConfiguration.class})
  static class HealthConfiguration {

    @Bean
    HealthChecks bytestoreHealthChecks(
        StoreFactory factory, ListableBeanFactory beans, HealthProperties properties) {
      // Creates those that are not created yet, so that the factory knows them.
      beans.getBeansOfType(ByteStore.class);
      beans.getBeansOfType(LlmCache.class);
      return new HealthChecks(factory.checks(properties.timeout()), properties.timeout());
    }
  }
}
