package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.metadata.schema.SchemaChangeListenerBase;
import com.datastax.oss.driver.api.core.session.Session;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections by contact points, to the server that all tests share. */
class CassandraConnectionIT {

  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static final String INFERRING = "DcInferringLoadBalancingPolicy";
  private static final String PATIENT =
      """
      datastax-java-driver.basic.request.timeout = 30 seconds
      datastax-java-driver.advanced.connection.init-query-timeout = 10 seconds
      """;

  private static CassandraConnection.Builder builder() {
    return builder(PATIENT);
  }

  private static CassandraConnection.Builder builder(String configuration) {
    return toServer().configLoader(DriverConfigLoader.fromString(configuration));
  }

  private static CassandraConnection.Builder toServer() {
    CassandraServer server = TestCassandra.server();
    CassandraConnection.Builder builder =
        CassandraConnection.builder()
            .contactPoints(
                server.contactPoints().stream()
                    .map(point -> point.getHostString() + ":" + point.getPort())
                    .toList());
    server.credentials().ifPresent(c -> builder.credentials(c.username(), c.password()));
    return builder;
  }

  private static DriverExecutionProfile profile(CassandraConnection connection, String name) {
    return connection.session().getContext().getConfig().getProfile(name);
  }

  private static DriverExecutionProfile profile(CassandraConnection connection) {
    return profile(connection, DriverExecutionProfile.DEFAULT_NAME);
  }

  @Test
  void contactPointsAreEnoughAndTheDatacenterIsFound() {
    CassandraConnection connection = builder().keyspace(KEYSPACE).connect();
    CqlSession session = connection.session();
    try (connection) {
      assertThat(session.execute("SELECT release_version FROM system.local").all()).hasSize(1);
      assertThat(session.getKeyspace()).isEmpty();
      assertThat(connection.keyspace()).isEqualTo(KEYSPACE);
      assertThat(connection.toString()).contains(session.getName(), KEYSPACE);
    }
    assertThat(session.isClosed()).isTrue();
  }

  @Test
  void aSessionThatWasHandedInIsNotClosed() {
    CqlSession session = TestCassandra.session();

    try (CassandraConnection connection =
        CassandraConnection.builder().session(session).keyspace(KEYSPACE).connect()) {
      assertThat(connection.session()).isSameAs(session);
    }
    assertThat(session.isClosed()).isFalse();
  }

  @Test
  void aConnectionCanBeClosedTwiceAndWithoutWaiting() {
    CassandraConnection connection = builder().connect();

    CompletableFuture<Void> first = connection.closeAsync();
    CompletableFuture<Void> second = connection.closeAsync();
    first.join();
    second.join();

    assertThat(first).isNotSameAs(second);
    assertThat(connection.session().isClosed()).isTrue();
  }

  @Test
  void theDatacenterIsFoundInEveryProfile() {
    try (CassandraConnection connection =
        builder(PATIENT + "datastax-java-driver.profiles.slow.basic.request.timeout = 60 seconds")
            .connect()) {
      assertThat(profile(connection, "slow").getDuration(DefaultDriverOption.REQUEST_TIMEOUT))
          .isEqualTo(Duration.ofSeconds(60));
      CassandraByteStore store =
          CassandraByteStore.builder(connection)
              .keyspace(KEYSPACE)
              .table("slow")
              .executionProfile("slow")
              .build();
      assertThat(store.blocking().mget(List.of("key"))).containsExactly((byte[]) null);
    }
  }

  @Test
  void theUsersConfigurationStaysInForce() {
    String datacenter = TestCassandra.server().localDatacenter();
    String configuration =
        PATIENT
            + "datastax-java-driver.basic.load-balancing-policy.local-datacenter = %s\n"
                .formatted(datacenter)
            + "datastax-java-driver.basic.request.page-size = 77";
    try (CassandraConnection connection = builder(configuration).connect()) {
      assertThat(profile(connection).getInt(DefaultDriverOption.REQUEST_PAGE_SIZE)).isEqualTo(77);
      assertThat(policy(connection)).isEqualTo("DefaultLoadBalancingPolicy");
    }
    String basic =
        PATIENT
            + "datastax-java-driver.basic.load-balancing-policy.class = BasicLoadBalancingPolicy";
    try (CassandraConnection connection = builder(basic).connect()) {
      assertThat(policy(connection)).isEqualTo("BasicLoadBalancingPolicy");
    }
    try (CassandraConnection connection = builder().localDatacenter(datacenter).connect()) {
      assertThat(policy(connection)).isEqualTo("DefaultLoadBalancingPolicy");
    }
    try (CassandraConnection connection = builder().connect()) {
      assertThat(policy(connection)).isEqualTo(INFERRING);
    }
  }

  private static String policy(CassandraConnection connection) {
    return profile(connection).getString(DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS);
  }

  @Test
  void applicationConfIsRead(@TempDir Path directory) throws IOException {
    Files.writeString(
        directory.resolve("application.conf"),
        PATIENT + "datastax-java-driver.basic.request.page-size = 78");
    URL[] path = {directory.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, getClass().getClassLoader());
        CassandraConnection connection =
            toServer().sessionCustomizer(session -> session.withClassLoader(loader)).connect()) {
      assertThat(profile(connection).getInt(DefaultDriverOption.REQUEST_PAGE_SIZE)).isEqualTo(78);
      assertThat(policy(connection)).isEqualTo(INFERRING);
    }
  }

  @Test
  void theCustomizerHasTheLastWord() {
    DriverConfigLoader other =
        DriverConfigLoader.fromString(
            PATIENT + "datastax-java-driver.basic.request.page-size = 79");
    try (CassandraConnection connection =
        builder("datastax-java-driver.basic.request.page-size = 1")
            .localDatacenter("nowhere")
            .sessionCustomizer(
                session ->
                    session
                        .withConfigLoader(other)
                        .withLocalDatacenter(TestCassandra.server().localDatacenter())
                        .withKeyspace(KEYSPACE))
            .connect()) {
      assertThat(profile(connection).getInt(DefaultDriverOption.REQUEST_PAGE_SIZE)).isEqualTo(79);
      assertThat(connection.session().getKeyspace())
          .hasValueSatisfying(keyspace -> assertThat(keyspace.asInternal()).isEqualTo(KEYSPACE));
      assertThat(CassandraByteStore.builder(connection).table("customized").build()).isNotNull();
    }
  }

  @Test
  void withoutAServerTheDriversExceptionIsNotWrapped() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThatThrownBy(
            () -> CassandraConnection.builder().contactPoints("127.0.0.1:" + port).connect())
        .isInstanceOf(AllNodesFailedException.class)
        .hasMessageContaining("127.0.0.1:" + port);
  }

  @Test
  void connectingDoesNotKeepTheCallerWaiting() {
    CountDownLatch gate = new CountDownLatch(1);
    CompletableFuture<CassandraConnection> connecting =
        builder().sessionCustomizer(session -> awaitQuietly(gate)).connectAsync();

    assertThat(connecting).isNotDone();
    gate.countDown();
    connecting.thenCompose(CassandraConnection::closeAsync).join();
  }

  @Test
  void aSessionThatNobodyWaitsForAnyMoreIsClosed() {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<Session> made = new AtomicReference<>();
    CompletableFuture<CassandraConnection> connecting =
        builder()
            .sessionCustomizer(
                session -> {
                  begun.countDown();
                  awaitQuietly(gate);
                  remember(session, made);
                })
            .connectAsync();
    awaitQuietly(begun);

    assertThat(connecting.cancel(true)).isTrue();
    gate.countDown();

    await().atMost(Duration.ofSeconds(60)).until(() -> made.get() != null && made.get().isClosed());
  }

  private static void remember(CqlSessionBuilder session, AtomicReference<Session> made) {
    session.withSchemaChangeListener(
        new SchemaChangeListenerBase() {
          @Override
          public void onSessionReady(Session ready) {
            made.set(ready);
          }
        });
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
