package dev.bytestore.spring.ai;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Caches the models of the application for which there are properties. */
@AutoConfiguration
@ConditionalOnClass(name = "org.springframework.ai.chat.model.ChatModel")
@EnableConfigurationProperties({ChatProperties.class, EmbeddingProperties.class})
class CachingModelsAutoConfiguration {

  /** Static, so that Spring creates it before the models, without this configuration. */
  @Bean
  static CachingModels bytestoreCachingModels(ConfigurableListableBeanFactory beans) {
    return new CachingModels(beans);
  }
}
