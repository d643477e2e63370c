package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import dev.bytestore.BlockingByteStore;
import dev.bytestore.testing.HttpsStandIn;
import dev.bytestore.testing.SecureBundles;
import dev.bytestore.testing.SecureServer;
import dev.bytestore.testing.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Passwords, TLS and bundles, against a real server that requires them. */
class SecureConnectionIT {

  private static final String TOKEN = SecureServer.TOKEN;

  @TempDir static Path directory;

  private static SecureServer server;
  private static TestCertificates certificates;
  private static HttpsStandIn astra;
  private static SecureBundles bundles;

  @BeforeAll
  static void start() {
    server = SecureServer.start(directory);
    certificates = server.certificates();
    astra = server.astra();
    bundles = server.bundles();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static CassandraConnection.Builder patient(CassandraConnection.Builder builder) {
    return builder.configLoader(
        DriverConfigLoader.fromString(
            """
            datastax-java-driver.basic.request.timeout = 30 seconds
            datastax-java-driver.advanced.connection.init-query-timeout = 10 seconds
            """));
  }

  private static CassandraConnection.Builder plain() {
    return patient(CassandraConnection.builder()).contactPoints("127.0.0.1").port(server.port());
  }

  @Test
  void userNameAndPasswordConnect() {
    try (CassandraConnection connection = plain().credentials("token", TOKEN).connect()) {
      assertThat(connection.session().execute("SELECT username FROM system_views.clients").all())
          .anySatisfy(client -> assertThat(client.getString(0)).isEqualTo("token"));
      assertThat(connection.toString()).doesNotContain(TOKEN);
    }
  }

  @Test
  void theEnvironmentConnects() {
    Map<String, String> environment =
        Map.of(
            "CASSANDRA_CONTACT_POINTS",
            "127.0.0.1:" + server.port(),
            "CASSANDRA_USERNAME",
            "token",
            "CASSANDRA_PASSWORD",
            TOKEN,
            "CASSANDRA_KEYSPACE",
            SecureServer.KEYSPACE);
    try (CassandraConnection connection =
        patient(CassandraConnection.fromEnvironment(environment)).connect()) {
      assertStores(connection);
    }
  }

  @Test
  void aWrongPasswordIsTheDriversErrorAndIsNotInIt() {
    assertThatThrownBy(() -> plain().credentials("token", "wrong-secret").connect())
        .isInstanceOf(AllNodesFailedException.class)
        .satisfies(
            failure ->
                assertThat(((AllNodesFailedException) failure).getAllErrors().values())
                    .allSatisfy(
                        errors ->
                            assertThat(errors.get(0)).isInstanceOf(AuthenticationException.class)))
        .hasMessageNotContaining("wrong-secret");
  }

  @Test
  void withoutAPasswordTheServerRefuses() {
    assertThatThrownBy(() -> plain().connect()).isInstanceOf(AllNodesFailedException.class);
  }

  @Test
  void aBundleAndATokenConnect() throws IOException {
    Path bundle = Files.write(directory.resolve("secure-connect-test.zip"), bundles.zip());
    try (CassandraConnection connection =
        patient(CassandraConnection.builder()).secureConnectBundle(bundle).token(TOKEN).connect()) {
      assertThat(connection.keyspace()).isEqualTo(SecureServer.KEYSPACE);
      assertStores(connection);
      assertIsEncrypted(connection);
    }
  }

  static Stream<Arguments> keys() {
    return Stream.of(TestCertificates.RSA_CLIENT, TestCertificates.EC_CLIENT)
        .flatMap(
            client ->
                Stream.of(
                    Arguments.of(client, "PKCS#8", certificates.keyPem(client)),
                    Arguments.of(client, "its own form", certificates.oldKeyPem(client))));
  }

  @ParameterizedTest(name = "{0} in {1}")
  @MethodSource("keys")
  void anInitStringConnectsWithPemFilesOnly(String client, String form, String keyPem) {
    String initString = bundles.initString(client, keyPem, TOKEN);
    try (CassandraConnection connection =
        patient(CassandraConnection.builder()).initString(initString).connect()) {
      assertThat(connection.keyspace()).isEqualTo(SecureServer.KEYSPACE);
      assertIsEncrypted(connection);
    }
    assertThat(directory.resolve("../../outside.zip")).doesNotExist();
  }

  @Test
  void aTokenAndADatabaseIdDownloadTheBundleAndConnect() {
    astra.on("/v2/my-database", 200, answer("/download?signature=secret"));
    astra.on("/download", 200, bundles.zip());
    astra.requests().clear();

    try (CassandraConnection connection =
        patient(CassandraConnection.builder())
            .token(TOKEN)
            .databaseId("my-database")
            .keyspace("system")
            .bundleUrlTemplate(astra.url("/v2/{database_id}"))
            .sslContext(certificates.sslContext())
            .connect()) {
      assertThat(connection.keyspace()).isEqualTo("system");
      assertIsEncrypted(connection);
    }
    assertThat(astra.requests())
        .containsExactly(
            "POST /v2/my-database Bearer " + TOKEN,
            "GET /download?signature=secret",
            "GET /metadata");
  }

  private static byte[] answer(String path) {
    return "{\"downloadURL\": \"%s\"}".formatted(astra.url(path)).getBytes(UTF_8);
  }

  @Test
  void aMetadataServiceThatNeverAnswersIsGivenUp() {
    CountDownLatch end = new CountDownLatch(1);
    try (HttpsStandIn silent = new HttpsStandIn(certificates.sslContext())) {
      silent.on("/metadata", exchange -> awaitQuietly(end));
      String initString =
          new SecureBundles(certificates, silent.port(), SecureServer.KEYSPACE)
              .initString(
                  TestCertificates.RSA_CLIENT,
                  certificates.keyPem(TestCertificates.RSA_CLIENT),
                  TOKEN);
      CassandraConnection.Builder builder = CassandraConnection.builder().initString(initString);
      builder.startTimeout = Duration.ofSeconds(5);

      assertThatThrownBy(builder::connect)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("did not start within PT5S");
      assertThat(silent.requests()).containsExactly("GET /metadata");
    } finally {
      end.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTokenThatTheServerRefusesIsNotInTheError() {
    String initString =
        bundles.initString(
            TestCertificates.RSA_CLIENT,
            certificates.keyPem(TestCertificates.RSA_CLIENT),
            "AstraCS:wrong");
    assertThatThrownBy(
            () -> patient(CassandraConnection.builder()).initString(initString).connect())
        .isInstanceOf(AllNodesFailedException.class)
        .hasMessageNotContaining("AstraCS");
  }

  @Test
  void contactPointsInSeveralDatacentersNeedOneToBeNamed() {
    try (CqlSession session = server.administrator()) {
      // A row as the server would have it for another node. Nothing listens at its address.
      session.execute(
          """
          INSERT INTO system.peers_v2 (peer, peer_port, data_center, host_id, native_address,
            native_port, rack, release_version, schema_version, tokens)
          VALUES ('127.0.0.9', 7000, 'elsewhere', %s, '127.0.0.9', %d, 'rack1', '5.0.9', %s, {'7'})
          """
              .formatted(UUID.randomUUID(), server.port(), UUID.randomUUID()));
      try {
        assertThatThrownBy(() -> twoDatacenters().connect())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("several datacenters")
            .hasMessageContaining("localDatacenter(...)");
        try (CassandraConnection connection =
            twoDatacenters().localDatacenter("datacenter1").connect()) {
          assertThat(connection.session().getMetadata().getNodes()).hasSize(2);
        }
      } finally {
        session.execute(
            "DELETE FROM system.peers_v2 WHERE peer = '127.0.0.9' AND peer_port = 7000");
      }
    }
  }

  private static CassandraConnection.Builder twoDatacenters() {
    return plain().contactPoints(List.of("127.0.0.1", "127.0.0.9")).credentials("token", TOKEN);
  }

  private static void assertStores(CassandraConnection connection) {
    BlockingByteStore store =
        CassandraByteStore.builder(connection).table("pages").build().blocking();
    store.mset(Map.of("key", new byte[] {7}));
    assertThat(store.mget(List.of("key"))).containsExactly(new byte[] {7});
  }

  /** Asks the server whether the connections of this session are encrypted. */
  private static void assertIsEncrypted(CassandraConnection connection) {
    assertThat(
            connection
                .session()
                .execute("SELECT ssl_enabled, username FROM system_views.clients")
                .all())
        .anySatisfy(
            client -> {
              assertThat(client.getBoolean("ssl_enabled")).isTrue();
              assertThat(client.getString("username")).isEqualTo("token");
            });
  }
}
