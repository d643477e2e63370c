package dev.bytestore.applications.spring;

import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.testcontainers.cassandra.CassandraContainer;

/** A Cassandra in a container where Docker serves, or else the one that all tests share. */
final class SampleServer {

  private SampleServer() {}

  @TestConfiguration(proxyBeanMethods = false)
  @Conditional(InContainer.class)
  static class Container {

    @Bean
    @ServiceConnection
    CassandraContainer cassandra() {
      return new CassandraContainer("cassandra:5.0").withInitScript("keyspace.cql");
    }
  }

  @TestConfiguration(proxyBeanMethods = false)
  @Conditional(NotInContainer.class)
  static class Shared {

    @Bean
    DynamicPropertyRegistrar cassandra() {
      CassandraServer server = TestCassandra.server();
      String keyspace = TestCassandra.newKeyspace();
      return properties -> {
        properties.add("spring.cassandra.contact-points", () -> contactPoints(server));
        properties.add("spring.cassandra.local-datacenter", server::localDatacenter);
        properties.add("spring.cassandra.keyspace-name", () -> keyspace);
        server
            .credentials()
            .ifPresent(
                login -> {
                  properties.add("spring.cassandra.username", login::username);
                  properties.add("spring.cassandra.password", login::password);
                });
      };
    }
  }

  static String contactPoints(CassandraServer server) {
    return String.join(
        ",",
        server.contactPoints().stream()
            .map(point -> point.getHostString() + ":" + point.getPort())
            .toList());
  }

  static final class InContainer extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(
        ConditionContext context, AnnotatedTypeMetadata metadata) {
      return new ConditionOutcome(CassandraServer.isContainer(), ConditionMessage.empty());
    }
  }

  static final class NotInContainer extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(
        ConditionContext context, AnnotatedTypeMetadata metadata) {
      return new ConditionOutcome(!CassandraServer.isContainer(), ConditionMessage.empty());
    }
  }
}
