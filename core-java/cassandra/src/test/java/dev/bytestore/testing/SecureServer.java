package dev.bytestore.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.bytestore.embedded.EmbeddedCassandra;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * A server for secure connect bundles, with a stand-in for Astra's HTTPS services. The server
 * requires a password, and over TLS also a client's certificate. Its role has the name that Astra
 * uses, and the token is the password.
 */
public final class SecureServer implements AutoCloseable {

  public static final String TOKEN = "AstraCS:test";

  /** The keyspace in the bundles. */
  public static final String KEYSPACE = "bundled";

  private final TestCertificates certificates;
  private final EmbeddedCassandra cassandra;
  private final HttpsStandIn astra;

  private SecureServer(TestCertificates certificates, EmbeddedCassandra cassandra) {
    this.certificates = certificates;
    this.cassandra = cassandra;
    this.astra = new HttpsStandIn(certificates.sslContext());
  }

  public static SecureServer start(Path directory) {
    TestCertificates certificates = TestCertificates.make(directory);
    SecureServer server =
        new SecureServer(
            certificates,
            EmbeddedCassandra.builder()
                .setting("authenticator", "PasswordAuthenticator")
                .setting("client_encryption_options", encryption(certificates))
                .heapMegabytes(512)
                .start());
    try (CqlSession session = server.administrator()) {
      session.execute("CREATE ROLE 'token' WITH LOGIN = true AND PASSWORD = '" + TOKEN + "'");
      TestCassandra.createKeyspace(session, KEYSPACE, 1);
      // The driver looks for the node with this id, and never stops if there is none.
      UUID hostId = session.execute("SELECT host_id FROM system.local").one().getUuid(0);
      server.astra.on("/metadata", 200, metadata(hostId, server.port()).getBytes(UTF_8));
    }
    return server;
  }

  private static Map<String, Object> encryption(TestCertificates certificates) {
    return Map.of(
        "enabled",
        true,
        "optional",
        true,
        "keystore",
        certificates.keyStore(TestCertificates.SERVER, "PKCS12"),
        "keystore_password",
        TestCertificates.PASSWORD,
        "require_client_auth",
        true,
        "truststore",
        certificates.trustStore("PKCS12"),
        "truststore_password",
        TestCertificates.PASSWORD,
        "store_type",
        "PKCS12");
  }

  private static String metadata(UUID hostId, int port) {
    return """
        {"version": 1, "region": "here", "contact_info": {"type": "sni_proxy",
         "local_dc": "datacenter1", "contact_points": ["%s"],
         "sni_proxy_address": "localhost:%d"}}
        """
        .formatted(hostId, port);
  }

  /** A session without TLS that has all permissions. */
  public CqlSession administrator() {
    return TestCassandra.administrator(cassandra);
  }

  /** The port on 127.0.0.1, with and without TLS. */
  public int port() {
    return cassandra.contactPoints().get(0).getPort();
  }

  public TestCertificates certificates() {
    return certificates;
  }

  public HttpsStandIn astra() {
    return astra;
  }

  public SecureBundles bundles() {
    return new SecureBundles(certificates, astra.port(), KEYSPACE);
  }

  @Override
  public void close() {
    astra.close();
    cassandra.close();
  }
}
