package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to connect to. {@link #of} decides this as Python's {@code cassio.init} does, before
 * anything is read or sent. {@code toString} shows no secrets.
 */
sealed interface ConnectionPlan {

  /** The keyspace in the options, else in the init string; null to use that of the bundle. */
  @Nullable String keyspace();

  /** A session that the caller passed. */
  record Existing(CqlSession session, @Nullable String keyspace) implements ConnectionPlan {}

  /**
   * A Cassandra cluster.
   *
   * @param contactPoints the nodes to contact first; empty for the driver's default
   * @param localDatacenter null to infer it
   */
  record Cassandra(
      List<ContactPoint> contactPoints,
      @Nullable String localDatacenter,
      @Nullable Credentials credentials,
      @Nullable String keyspace)
      implements ConnectionPlan {}

  /** An Astra DB database. */
  record Astra(BundleSource bundle, Credentials credentials, @Nullable String keyspace)
      implements ConnectionPlan {}

  /** A user name and a password. */
  record Credentials(String username, String password) {

    /** The credentials for a token: the user name is always {@code token}. */
    static Credentials ofToken(String token) {
      return new Credentials("token", token);
    }

    @Override
    public String toString() {
      return "Credentials[username=%s, password=<hidden>]".formatted(username);
    }
  }

  /** The source of a bundle. */
  sealed interface BundleSource {

    record File(Path path) implements BundleSource {}

    record InMemory(SecureBundle bundle) implements BundleSource {}

    record Download(BundleDownload download) implements BundleSource {}
  }

  /**
   * Decides what to connect to, with the same precedence as Python.
   *
   * @throws IllegalStateException if an option is missing
   * @throws IllegalArgumentException if the value of an option is not valid
   */
  static ConnectionPlan of(ConnectionSettings settings) {
    InitString initString =
        settings.initString == null || settings.initString.isEmpty()
            ? null
            : InitString.decode(settings.initString);
    if (settings.secureConnectBundle != null && settings.token == null) {
      throw new IllegalStateException(
          "no token: secureConnectBundle requires one; set token(...), or"
              + " ASTRA_DB_APPLICATION_TOKEN in the environment");
    }
    String keyspace = settings.keyspace;
    if (keyspace == null && initString != null) {
      keyspace = initString.keyspace();
    }
    if (keyspace != null) {
      var unused = BareName.of(keyspace, "keyspace");
    }
    if (settings.session != null) {
      return new Existing(settings.session, keyspace);
    }
    if (settings.secureConnectBundle != null
        || settings.initString != null
        || settings.token != null) {
      String token = token(settings, initString);
      return new Astra(bundle(settings, initString, token), Credentials.ofToken(token), keyspace);
    }
    if (settings.contactPoints != null) {
      List<ContactPoint> points = ContactPoint.parseAll(settings.contactPoints, settings.port);
      return new Cassandra(points, settings.localDatacenter, credentials(settings), keyspace);
    }
    throw new IllegalStateException(
        settings.isFromEnvironment
            ? "nothing to connect to: set the environment variable CASSANDRA_CONTACT_POINTS,"
                + " ASTRA_DB_APPLICATION_TOKEN or ASTRA_DB_INIT_STRING"
            : "nothing to connect to: set contactPoints(...), or for Astra DB token(...) with"
                + " databaseId(...) or secureConnectBundle(...), or initString(...)");
  }

  private static String token(ConnectionSettings settings, @Nullable InitString initString) {
    String token = settings.token;
    if (token == null && initString != null) {
      token = initString.token();
    }
    if (token == null) {
      throw new IllegalStateException(
          "no token: the init string contains none; set token(...), or ASTRA_DB_APPLICATION_TOKEN in"
              + " the environment");
    }
    if (token.isEmpty()
        || !token.chars().allMatch(character -> character > ' ' && character <= '~')) {
      throw new IllegalArgumentException(
          "token: it is empty, or has blanks or other characters that no token has");
    }
    return token;
  }

  private static BundleSource bundle(
      ConnectionSettings settings, @Nullable InitString initString, String token) {
    Path path = settings.secureConnectBundle;
    if (path != null) {
      if (path.toString().isEmpty()) {
        throw new IllegalArgumentException("secureConnectBundle: the path is empty");
      }
      return new BundleSource.File(path);
    }
    if (initString != null) {
      return new BundleSource.InMemory(initString.bundle());
    }
    if (settings.databaseId == null) {
      throw new IllegalStateException(
          "no databaseId: a token alone does not name a database; set databaseId(...) or"
              + " secureConnectBundle(...), or ASTRA_DB_ID in the environment");
    }
    return new BundleSource.Download(
        BundleDownload.of(settings.bundleUrlTemplate, settings.databaseId, token));
  }

  private static @Nullable Credentials credentials(ConnectionSettings settings) {
    if (settings.username == null && settings.password == null) {
      return null;
    }
    if (settings.username == null || settings.password == null) {
      throw new IllegalStateException(
          "the %s is missing: set both the user name and the password, or neither"
              .formatted(settings.username == null ? "user name" : "password"));
    }
    return new Credentials(settings.username, settings.password);
  }
}
