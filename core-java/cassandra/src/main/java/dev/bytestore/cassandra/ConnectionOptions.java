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
 * The options of {@link CassandraConnection.Builder}.
 *
 * @param <B> the type of the builder itself
 */
abstract class ConnectionOptions<B extends ConnectionOptions<B>> {

  final ConnectionSettings settings;
  @Nullable DriverConfigLoader configLoader;
  Consumer<CqlSessionBuilder> sessionCustomizer = builder -> {};
  Executor executor = CompletionExecutor.shared();
  @Nullable SSLContext sslContext;

  /**
   * The timeout of the part of the driver that blocks. With a bundle, the driver calls Astra's
   * metadata service without a timeout of its own.
   */
  Duration startTimeout = Duration.ofSeconds(60);

  ConnectionOptions(ConnectionSettings settings) {
    this.settings = settings;
  }

  abstract B self();

  /**
   * An existing session, used in place of one that the connection would open. Closing the
   * connection does not close it; close it yourself.
   */
  public B session(CqlSession session) {
    settable("session").session = Objects.requireNonNull(session, "session");
    return self();
  }

  /**
   * The nodes to contact first, separated by commas: {@code host} or {@code host:port}. The driver
   * adds the contact points of its configuration. If the text is empty, only those are used, or
   * 127.0.0.1 if there are none.
   *
   * <p>If a contact point is not valid, for example because it contains a user name and a password,
   * {@code connect()} throws an {@link IllegalArgumentException}.
   *
   * @throws IllegalArgumentException if the text is not empty but contains no host
   */
  public B contactPoints(String contactPoints) {
    settable("contactPoints")
        .givenContactPoints(Objects.requireNonNull(contactPoints, "contactPoints"));
    return self();
  }

  /** The nodes to contact first, one per element, as in {@link #contactPoints(String)}. */
  public B contactPoints(Collection<String> contactPoints) {
    settable("contactPoints").contactPoints =
        Arguments.withoutNulls(contactPoints, "contactPoints");
    return self();
  }

  /**
   * The port of contact points without a port. Default: 9042.
   *
   * @throws IllegalArgumentException if it is not between 1 and 65535
   */
  public B port(int port) {
    if (!ContactPoint.isPort(port)) {
      throw new IllegalArgumentException("port: %d is not between 1 and 65535".formatted(port));
    }
    settings.port = port;
    return self();
  }

  /**
   * The datacenter whose nodes receive the requests. Only used with contact points. Default: the
   * datacenter in the driver's configuration; without one, the datacenter of the contact points. If
   * the contact points are in several datacenters, connecting fails.
   */
  public B localDatacenter(String localDatacenter) {
    settings.localDatacenter = Objects.requireNonNull(localDatacenter, "localDatacenter");
    return self();
  }

  /**
   * User name and password. Only used with contact points. Default: those in the driver's
   * configuration, if there are any.
   */
  public B credentials(String username, String password) {
    settable("credentials").username = Objects.requireNonNull(username, "username");
    settings.password = Objects.requireNonNull(password, "password");
    return self();
  }

  /** The path of an Astra DB secure connect bundle, a zip file. It requires {@link #token}. */
  public B secureConnectBundle(Path secureConnectBundle) {
    settable("secureConnectBundle").secureConnectBundle =
        Objects.requireNonNull(secureConnectBundle, "secureConnectBundle");
    return self();
  }

  /** The Astra DB application token. Default: the one in the init string. */
  public B token(String token) {
    settable("token").token = Objects.requireNonNull(token, "token");
    return self();
  }

  /**
   * The id of an Astra DB database, to download its secure connect bundle. Only used with a token,
   * and if neither a bundle nor an init string is set. The bundle is kept in memory only.
   */
  public B databaseId(String databaseId) {
    settable("databaseId").databaseId = Objects.requireNonNull(databaseId, "databaseId");
    return self();
  }

  /**
   * An init string from Python's {@code cassio-create-init-string}. It contains a secure connect
   * bundle, and may contain a keyspace and a token. The bundle, keyspace and token that are set on
   * this builder override those in the init string.
   */
  public B initString(String initString) {
    settable("initString").initString = Objects.requireNonNull(initString, "initString");
    return self();
  }

  /**
   * The default keyspace of stores on this connection. As in CQL, the name is converted to lower
   * case unless it is in double quotes. Default: the keyspace in the init string; without one, the
   * keyspace in the secure connect bundle; otherwise none.
   *
   * @throws IllegalArgumentException if the name needs double quotes and has none
   */
  public B keyspace(String keyspace) {
    var unused = BareName.of(keyspace, "keyspace");
    settable("keyspace").keyspace = keyspace;
    return self();
  }

  /**
   * The address of the service that returns the download URL of a bundle: an HTTPS URL with the
   * placeholder {@code {database_id}}. Default: Astra's DevOps API.
   */
  public B bundleUrlTemplate(String bundleUrlTemplate) {
    settable("bundleUrlTemplate").bundleUrlTemplate =
        Objects.requireNonNull(bundleUrlTemplate, "bundleUrlTemplate");
    return self();
  }

  /**
   * The driver's configuration. Default: the driver's own, which includes {@code application.conf}
   * from the context class loader of the thread that connects.
   */
  public B configLoader(DriverConfigLoader configLoader) {
    this.configLoader = Objects.requireNonNull(configLoader, "configLoader");
    return self();
  }

  /**
   * A function that changes the driver's session builder after all other options are set on it. It
   * is called each time this builder connects, on a thread of bytestore's own pool, with the
   * context class loader of the thread that connects. It is not called if {@link #session} is set.
   * Default: none.
   */
  public B sessionCustomizer(Consumer<CqlSessionBuilder> sessionCustomizer) {
    this.sessionCustomizer = Objects.requireNonNull(sessionCustomizer, "sessionCustomizer");
    return self();
  }

  /**
   * The executor on which the futures of the connection complete. The connection never shuts it
   * down. Stores have an executor of their own. Default: a pool of daemon threads that all stores
   * of the process share.
   *
   * <p>Files are read and names are resolved on the shared pool. So a thread of this executor may
   * wait in {@code connect()}, even if it is the only one.
   */
  public B executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return self();
  }

  /** For tests: which certificates the download of a bundle trusts. */
  B sslContext(SSLContext sslContext) {
    this.sslContext = sslContext;
    return self();
  }

  private ConnectionSettings settable(String option) {
    if (settings.isFromEnvironment) {
      throw new IllegalStateException(
          "%s: cannot be set, because the environment decides what to connect to; use builder()"
              .formatted(option));
    }
    return settings;
  }

  /** Shows the options that are set, without secrets. */
  @Override
  public String toString() {
    return "CassandraConnection.Builder" + settings;
  }
}
