package dev.bytestore.spring.boot;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbConnection;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraConnection;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Connections from {@code bytestore.cassandra} and {@code bytestore.astra}. It comes before Spring
 * Boot's own session, which backs off.
 */
@AutoConfiguration(
    beforeName = {
      "org.springframework.boot.autoconfigure.cassandra.CassandraAutoConfiguration", // 3.5
      "org.springframework.boot.cassandra.autoconfigure.CassandraAutoConfiguration" // 4
    })
class BytestoreConnectionAutoConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({CqlSession.class, CassandraByteStore.class})
  @EnableConfigurationProperties(CassandraProperties.class)
  static class CassandraConfiguration {

    @Configuration(proxyBeanMethods = false)
    @Conditional(OnCassandraAddressCondition.class)
    // With details, such as those of a container with @ServiceConnection, Spring Boot makes the
    // session.
    @ConditionalOnMissingBean(
        value = {CassandraConnection.class, CqlSession.class},
        type = {
          "org.springframework.boot.autoconfigure.cassandra.CassandraConnectionDetails", // 3.5
          "org.springframework.boot.cassandra.autoconfigure.CassandraConnectionDetails" // 4
        })
    static class OwnConnection {

      /** Lazy, so that an application whose stores are in memory needs no server. */
      @Bean
      @Lazy
      CassandraConnection cassandraConnection(
          CassandraProperties properties, ListableBeanFactory beans) {
        return properties.connect("cassandraConnection", new Beans(beans));
      }

      /**
       * The session, for the rest of the application. Without it, Spring Boot would define one to a
       * server on this machine. The connection closes it.
       */
      @Bean(destroyMethod = "")
      @Lazy
      @Conditional(OnNoSpringCassandraCondition.class)
      CqlSession cassandraSession(CassandraConnection cassandraConnection) {
        return cassandraConnection.session();
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(AstraDbByteStore.class)
  @EnableConfigurationProperties(AstraProperties.class)
  static class AstraConfiguration {

    @Bean
    @ConditionalOnProperty("bytestore.astra.api-endpoint")
    @ConditionalOnMissingBean(AstraDbConnection.class)
    AstraDbConnection astraConnection(AstraProperties properties, ListableBeanFactory beans) {
      return properties.connect("astraConnection", new Beans(beans));
    }
  }
}
