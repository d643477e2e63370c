package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to connect to: the decision of Python's {@code cassio.init}, made before anything is read or
 * sent. Prints no secrets.
 */
sealed interface ConnectionPlan {

  /** The keyspace that was named, before a bundle is asked for one. */
  @Nullable String keyspace();

  /** A session that is there. */
  record Existing(CqlSession session, @Nullable String keyspace) implements ConnectionPlan {}

  /**
   * Nodes of a cluster.
   *
   * @param contactPoints where to start, empty for the driver's default
   * @param localDatacenter null to find it
   */
  record Cassandra(
      List<ContactPoint> contactPoints,
      @Nullable String localDatacenter,
      @Nullable Credentials credentials,
      @Nullable String keyspace)
      implements ConnectionPlan {}

  /** A database of Astra DB. */
  record Astra(BundleSource bundle, Credentials credentials, @Nullable String keyspace)
      implements ConnectionPlan {}

  /** Whose name and password the server wants. */
  record Credentials(String username, String password) {

    /** The name that goes with every token. */
    static Credentials ofToken(String token) {
      return new Credentials("token", token);
    }

    @Override
    public String toString() {
      return "Credentials[username=%s, password=<hidden>]".formatted(username);
    }
  }

  /** Where a bundle comes from. */
  sealed interface BundleSource {

    record File(Path path) implements BundleSource {}

    record InMemory(SecureBundle bundle) implements BundleSource {}

    record Download(BundleDownload download) implements BundleSource {}
  }

  /**
   * Decides as Python does, in its order.
   *
   * @throws IllegalStateException if something is missing
   * @throws IllegalArgumentException if something is given that cannot be used
   */
  static ConnectionPlan of(ConnectionSettings settings) {
    InitString initString =
        settings.initString == null || settings.initString.isEmpty()
            ? null
            : InitString.decode(settings.initString);
    if (settings.secureConnectBundle != null && settings.token == null) {
      throw new IllegalStateException("no token: a secureConnectBundle needs one, set token(...)");
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
            ? "nothing to connect to: the environment has none of CASSANDRA_CONTACT_POINTS,"
                + " ASTRA_DB_APPLICATION_TOKEN and ASTRA_DB_INIT_STRING"
            : "nothing to connect to: set contactPoints(...), or for Astra DB token(...) with"
                + " databaseId(...) or secureConnectBundle(...), or initString(...)");
  }

  private static String token(ConnectionSettings settings, @Nullable InitString initString) {
    String token = settings.token;
    if (token == null && initString != null) {
      token = initString.token();
    }
    if (token == null) {
      throw new IllegalStateException("no token: the init string has none, set token(...)");
    }
    if (token.isEmpty()
        || !token.chars().allMatch(character -> character > ' ' && character <= '~')) {
      throw new IllegalArgumentException(
          "token: is empty, or has blanks or other characters that no token has");
    }
    return token;
  }

  private static BundleSource bundle(
      ConnectionSettings settings, @Nullable InitString initString, String token) {
    Path path = settings.secureConnectBundle;
    if (path != null) {
      if (path.toString().isEmpty()) {
        throw new IllegalArgumentException("secureConnectBundle: is an empty path");
      }
      return new BundleSource.File(path);
    }
    if (initString != null) {
      return new BundleSource.InMemory(initString.bundle());
    }
    if (settings.databaseId == null) {
      throw new IllegalStateException(
          "no databaseId: a token alone names no database, set databaseId(...) or"
              + " secureConnectBundle(...)");
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
          "user name and password come together or not at all: the %s is missing"
              .formatted(settings.username == null ? "user name" : "password"));
    }
    return new Credentials(settings.username, settings.password);
  }
}
