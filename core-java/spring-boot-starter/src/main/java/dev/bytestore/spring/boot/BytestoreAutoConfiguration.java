package dev.bytestore.spring.boot;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.ByteStore;
import dev.bytestore.DocumentStore;
import dev.bytestore.LlmCache;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.cassandra.CassandraByteStore;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The stores and caches that properties ask for. */
@AutoConfiguration(
    after = BytestoreConnectionAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.autoconfigure.cassandra.CassandraAutoConfiguration", // 3.5
      "org.springframework.boot.cassandra.autoconfigure.CassandraAutoConfiguration" // 4
    })
@ConditionalOnRequested({StoreFactory.STORE, StoreFactory.STORES, StoreFactory.LLM_CACHE})
@EnableConfigurationProperties({
  StoreProperties.class,
  NamedStoresProperties.class,
  LlmCacheProperties.class
})
@Import(NamedStoresRegistrar.class)
class BytestoreAutoConfiguration {

  @Bean(NamedStoresRegistrar.FACTORY)
  StoreFactory bytestoreStoreFactory(
      ObjectProvider<StoreBackend> backends,
      NamedStoresProperties namedStores,
      ObjectProvider<LlmCacheListener> listeners) {
    return new StoreFactory(backends.stream().toList(), namedStores, listeners);
  }

  @Bean
  MemoryBackend bytestoreMemoryBackend(ListableBeanFactory beans) {
    return new MemoryBackend(new Beans(beans));
  }

  @Bean
  @ConditionalOnRequested(StoreFactory.STORE)
  @ConditionalOnMissingBean(ByteStore.class)
  ByteStore byteStore(StoreFactory factory, StoreProperties properties) {
    return factory.byteStore("byteStore", properties);
  }

  @Bean
  @ConditionalOnRequested(StoreFactory.STORE)
  @ConditionalOnBooleanProperty("bytestore.store.documents")
  @ConditionalOnMissingBean(DocumentStore.class)
  DocumentStore documentStore(ByteStore byteStore) {
    return DocumentStore.of(byteStore);
  }

  @Bean
  @ConditionalOnRequested(StoreFactory.LLM_CACHE)
  @ConditionalOnMissingBean(LlmCache.class)
  LlmCache llmCache(StoreFactory factory, LlmCacheProperties properties) {
    return factory.llmCache("llmCache", properties);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({CqlSession.class, CassandraByteStore.class})
  static class CassandraConfiguration {

    @Bean
    CassandraBackend bytestoreCassandraBackend(
        ListableBeanFactory beans, CassandraProperties properties) {
      return new CassandraBackend(new Beans(beans), properties.keyspace());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(AstraDbByteStore.class)
  static class AstraConfiguration {

    @Bean
    AstraBackend bytestoreAstraBackend(ListableBeanFactory beans) {
      return new AstraBackend(new Beans(beans));
    }
  }
}
