package dev.bytestore.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.ByteStore;
import dev.bytestore.Generation;
import dev.bytestore.LlmCache;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.cassandra.CassandraConnection;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class CassandraStoresIT {

  private static String keyspace;

  @BeforeAll
  static void createKeyspace() {
    keyspace = TestCassandra.newKeyspace();
  }

  @Test
  void two_applications_share_a_store_and_a_cache_on_spring_boots_session() {
    ApplicationContextRunner application =
        Contexts.withSpringBootsSession()
            .withPropertyValues(server("spring.cassandra."))
            .withPropertyValues(
                "spring.cassandra.keyspace-name=" + keyspace,
                "bytestore.store.table=pages",
                "bytestore.llm-cache.ttl=7d");
    application.run(
        context -> {
          assertThat(context).hasNotFailed().doesNotHaveBean(CassandraConnection.class);
          context.getBean(ByteStore.class).blocking().mset(Map.of("a", "1".getBytes(UTF_8)));
          context.getBean(LlmCache.class).blocking().update("p", "m", List.of(Generation.of("x")));
        });

    application.run(
        context -> {
          assertThat(context.getBean(ByteStore.class).blocking().mget(List.of("a")).get(0))
              .isEqualTo("1".getBytes(UTF_8));
          assertThat(context.getBean(LlmCache.class).blocking().lookup("p", "m"))
              .containsExactly(Generation.of("x"));
        });
    assertThat(
            TestCassandra.session()
                .execute(
                    "SELECT ttl(body_blob) AS seconds FROM %s.langchain_llm_cache"
                        .formatted(keyspace))
                .one()
                .getInt("seconds"))
        .isBetween(604_000, 604_800);
  }

  @Test
  void a_connection_of_the_starter_is_the_only_session_and_is_closed_with_the_context() {
    List<CqlSession> sessions = new ArrayList<>();
    Contexts.withSpringBootsSession()
        .withPropertyValues(server("bytestore.cassandra."))
        .withPropertyValues(
            "bytestore.cassandra.keyspace=" + keyspace,
            "bytestore.store.table=own",
            "bytestore.store.read-consistency=local-one",
            "bytestore.store.write-consistency=LOCAL_QUORUM")
        .run(
            context -> {
              CqlSession session = context.getBean(CqlSession.class);
              sessions.add(session);
              assertThat(session).isSameAs(context.getBean(CassandraConnection.class).session());
              CassandraByteStore store = context.getBean(CassandraByteStore.class);
              store.blocking().mset(Map.of("a", new byte[0]));

              assertThat(store.selectStatementAsync().join().bind().getConsistencyLevel())
                  .isEqualTo(DefaultConsistencyLevel.LOCAL_ONE);
              assertThat(store.insertStatementAsync().join().bind().getConsistencyLevel())
                  .isEqualTo(DefaultConsistencyLevel.LOCAL_QUORUM);
              assertThat(CassandraConnection.defaultConnection()).isNull();
            });

    assertThat(sessions).hasSize(1).allMatch(CqlSession::isClosed);
  }

  @Test
  void a_session_of_spring_boot_stays_beside_a_connection_of_the_starter() {
    Contexts.withSpringBootsSession()
        .withPropertyValues(server("bytestore.cassandra."))
        .withPropertyValues(server("spring.cassandra."))
        .withPropertyValues("bytestore.cassandra.keyspace=" + keyspace, "bytestore.store.table=own")
        .run(
            context ->
                assertThat(context.getBean(CqlSession.class))
                    .isNotSameAs(context.getBean(CassandraConnection.class).session()));
  }

  @Test
  void a_session_of_the_application_wins_and_stays_open() {
    CqlSession session = TestCassandra.session();
    Contexts.withSpringBootsSession()
        .withBean("mine", CqlSession.class, () -> session, bean -> bean.setDestroyMethodName(""))
        .withPropertyValues(
            "bytestore.cassandra.contact-points=not-used.invalid",
            "bytestore.cassandra.keyspace=" + keyspace,
            "bytestore.stores.pages.table=mine",
            "bytestore.stores.other.table=mine2",
            "bytestore.stores.other.setup-mode=async")
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(CassandraConnection.class);
              context
                  .getBean("other", ByteStore.class)
                  .blocking()
                  .mset(Map.of("a", "1".getBytes(UTF_8)));
            });

    assertThat(session.isClosed()).isFalse();
  }

  @Test
  void a_profile_that_the_session_does_not_have_and_a_missing_keyspace_are_named() {
    ApplicationContextRunner application =
        Contexts.starter()
            .withBean(
                CqlSession.class, TestCassandra::session, bean -> bean.setDestroyMethodName(""));
    application
        .withPropertyValues(
            "bytestore.store.table=a",
            "bytestore.store.keyspace=" + keyspace,
            "bytestore.store.execution-profile=absent")
        .run(
            context ->
                assertThat(Contexts.failure(context).problem())
                    .startsWith("bytestore.store: ")
                    .contains("absent"));
    application
        .withPropertyValues("bytestore.store.table=a")
        .run(
            context ->
                assertThat(Contexts.failure(context).problem())
                    .startsWith("bytestore.store.keyspace: "));
    application
        .withPropertyValues(
            "bytestore.store.table=a",
            "bytestore.store.keyspace=" + keyspace,
            "bytestore.store.read-consistency=most")
        .run(
            context ->
                assertThat(Contexts.failure(context).problem())
                    .startsWith("bytestore.store.read-consistency: ")
                    .contains("LOCAL_QUORUM"));
  }

  @Test
  void the_health_shows_a_table_that_is_gone() {
    Contexts.withHealth()
        .withBean(CqlSession.class, TestCassandra::session, bean -> bean.setDestroyMethodName(""))
        .withPropertyValues(
            "bytestore.cassandra.keyspace=" + keyspace,
            "bytestore.store.table=healthy",
            "bytestore.stores.gone.table=never_created",
            "bytestore.stores.gone.setup-mode=off",
            "bytestore.llm-cache.table=healthy_cache",
            // The first request of a session to a busy machine may take longer than the default.
            "management.health.bytestore.timeout=20s")
        .run(
            context -> {
              Class<?> type =
                  Contexts.one(
                      "org.springframework.boot.actuate.health.HealthEndpoint",
                      "org.springframework.boot.health.actuate.endpoint.HealthEndpoint");
              String health =
                  new ObjectMapper()
                      .valueToTree(type.getMethod("health").invoke(context.getBean(type)))
                      .at("/components/bytestore/components")
                      .toString();
              assertThat(health)
                  .contains("\"byteStore\":{\"status\":\"UP\"", "\"gone\":{\"status\":\"DOWN\"")
                  .contains("\"llmCache\":{\"status\":\"UP\"");
            });
  }

  @Test
  void the_only_driver_is_the_one_of_spring_boot() throws Exception {
    String resource = CqlSession.class.getName().replace('.', '/') + ".class";
    assertThat(getClass().getClassLoader().getResources(resource).asIterator())
        .toIterable()
        .singleElement()
        .asString()
        .contains("/org/apache/cassandra/java-driver-core/");
  }

  /** Properties of a connection to the server of the tests. */
  private static String[] server(String prefix) {
    CassandraServer server = TestCassandra.server();
    List<String> properties = new ArrayList<>();
    properties.add(
        prefix
            + "contact-points="
            + String.join(
                ",",
                server.contactPoints().stream()
                    .map(point -> point.getHostString() + ":" + point.getPort())
                    .toList()));
    properties.add(prefix + "local-datacenter=" + server.localDatacenter());
    server
        .credentials()
        .ifPresent(
            login -> {
              properties.add(prefix + "username=" + login.username());
              properties.add(prefix + "password=" + login.password());
            });
    return properties.toArray(String[]::new);
  }
}
