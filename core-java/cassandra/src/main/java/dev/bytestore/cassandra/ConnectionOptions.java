package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.CompletionExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The options of a connection.
 *
 * @param <B> the builder itself
 */
abstract class ConnectionOptions<B extends ConnectionOptions<B>> {

  final ConnectionSettings settings;
  @Nullable DriverConfigLoader configLoader;
  Consumer<CqlSessionBuilder> sessionCustomizer = builder -> {};
  Executor executor = CompletionExecutor.shared();
  @Nullable SSLContext sslContext;

  /**
   * For the part of the driver that blocks: with a bundle it asks Astra's metadata service, without
   * a timeout of its own.
   */
  Duration startTimeout = Duration.ofSeconds(60);

  ConnectionOptions(ConnectionSettings settings) {
    this.settings = settings;
  }

  abstract B self();

  /** A session that is there already, and stays the caller's to close. */
  public B session(CqlSession session) {
    settable("session").session = Objects.requireNonNull(session, "session");
    return self();
  }

  /**
   * Nodes to start from, separated by commas: {@code host} or {@code host:port}. An empty text
   * means the driver's default: the contact points of its configuration, else 127.0.0.1. To contact
   * points named here the driver adds those of its configuration.
   *
   * @throws IllegalArgumentException if the text has commas and no host. User names and passwords
   *     in contact points are refused when the builder connects.
   */
  public B contactPoints(String contactPoints) {
    settable("contactPoints")
        .givenContactPoints(Objects.requireNonNull(contactPoints, "contactPoints"));
    return self();
  }

  /** As {@link #contactPoints(String)}, with an element for each node. */
  public B contactPoints(Collection<String> contactPoints) {
    settable("contactPoints").contactPoints =
        Arguments.withoutNulls(contactPoints, "contactPoints");
    return self();
  }

  /** The port of contact points that name none. Default: 9042. */
  public B port(int port) {
    if (!ContactPoint.isPort(port)) {
      throw new IllegalArgumentException("port: %d is no port".formatted(port));
    }
    settings.port = port;
    return self();
  }

  /**
   * The datacenter whose nodes are asked, for contact points. Default: what the driver's
   * configuration says, else the datacenter of the contact points; where these are in several,
   * connecting fails.
   */
  public B localDatacenter(String localDatacenter) {
    settings.localDatacenter = Objects.requireNonNull(localDatacenter, "localDatacenter");
    return self();
  }

  /** User name and password, for contact points. Default: the driver's configuration. */
  public B credentials(String username, String password) {
    settable("credentials").username = Objects.requireNonNull(username, "username");
    settings.password = Objects.requireNonNull(password, "password");
    return self();
  }

  /** Where the secure connect bundle of a database of Astra DB lies. It needs a token. */
  public B secureConnectBundle(Path secureConnectBundle) {
    settable("secureConnectBundle").secureConnectBundle =
        Objects.requireNonNull(secureConnectBundle, "secureConnectBundle");
    return self();
  }

  /** The token of Astra DB. Default: the one in the init string. */
  public B token(String token) {
    settable("token").token = Objects.requireNonNull(token, "token");
    return self();
  }

  /**
   * The database of Astra DB whose bundle is downloaded, where none is given. The bundle is kept in
   * memory only.
   */
  public B databaseId(String databaseId) {
    settable("databaseId").databaseId = Objects.requireNonNull(databaseId, "databaseId");
    return self();
  }

  /**
   * A text of Python's {@code cassio-create-init-string}: a bundle, and perhaps keyspace and token,
   * which those set here go before.
   */
  public B initString(String initString) {
    settable("initString").initString = Objects.requireNonNull(initString, "initString");
    return self();
  }

  /**
   * The keyspace for stores on this connection. A name is taken as CQL takes it bare: folded to
   * lower case, unless it comes in double quotes. Default: the init string's, else the bundle's,
   * else none.
   *
   * @throws IllegalArgumentException if the name would need quotes
   */
  public B keyspace(String keyspace) {
    var unused = BareName.of(keyspace, "keyspace");
    settable("keyspace").keyspace = keyspace;
    return self();
  }

  /**
   * Where to ask for the address of a bundle: HTTPS, with {@code {database_id}} for the id.
   * Default: Astra's DevOps API.
   */
  public B bundleUrlTemplate(String bundleUrlTemplate) {
    settable("bundleUrlTemplate").bundleUrlTemplate =
        Objects.requireNonNull(bundleUrlTemplate, "bundleUrlTemplate");
    return self();
  }

  /**
   * The driver's configuration. Default: the driver's own, {@code application.conf} included, which
   * is found by the context class loader of the thread that connects.
   */
  public B configLoader(DriverConfigLoader configLoader) {
    this.configLoader = Objects.requireNonNull(configLoader, "configLoader");
    return self();
  }

  /**
   * Changes the session's builder after everything else is set. It is called each time this builder
   * connects, on a thread of bytestore's own pool, with the context class loader of the thread that
   * connects. It is not called for a session that was handed in.
   */
  public B sessionCustomizer(Consumer<CqlSessionBuilder> sessionCustomizer) {
    this.sessionCustomizer = Objects.requireNonNull(sessionCustomizer, "sessionCustomizer");
    return self();
  }

  /**
   * Where the futures of the connection complete; stores have an executor of their own. Files are
   * read and names are resolved on bytestore's own pool instead, so a thread of this executor may
   * wait for {@code connect()}, even if it is the only one. This class never shuts the executor
   * down. Default: bytestore's own pool of daemon threads, which all stores of the process share.
   */
  public B executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return self();
  }

  /** Whom to trust in downloads of bundles. */
  B sslContext(SSLContext sslContext) {
    this.sslContext = sslContext;
    return self();
  }

  private ConnectionSettings settable(String option) {
    if (settings.isFromEnvironment) {
      throw new IllegalStateException(
          "%s: the environment decides what to connect to; use builder() to set it"
              .formatted(option));
    }
    return settings;
  }

  /** What is set, without secrets. */
  @Override
  public String toString() {
    return "CassandraConnection.Builder" + settings;
  }
}
