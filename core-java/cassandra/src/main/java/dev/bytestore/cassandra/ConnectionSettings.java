package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The options that say what to connect to, from the caller or from the environment. As in Python,
 * an empty text counts as set.
 */
final class ConnectionSettings {

  /** Whether the environment decides, as with {@code auto=True} in Python. */
  final boolean isFromEnvironment;

  @Nullable CqlSession session;

  /** Null if not set; empty for the driver's default. */
  @Nullable List<String> contactPoints;

  int port = ContactPoint.DEFAULT_PORT;
  @Nullable String localDatacenter;
  @Nullable String username;
  @Nullable String password;
  @Nullable Path secureConnectBundle;
  @Nullable String initString;
  @Nullable String token;
  @Nullable String databaseId;
  @Nullable String keyspace;
  String bundleUrlTemplate = BundleDownload.DEFAULT_URL_TEMPLATE;

  ConnectionSettings() {
    isFromEnvironment = false;
  }

  /** Reads the variables that Python reads with {@code auto=True}. */
  ConnectionSettings(Map<String, String> environment) {
    isFromEnvironment = true;
    if (environment.containsKey("CASSANDRA_CONTACT_POINTS")) {
      givenContactPoints(environment.get("CASSANDRA_CONTACT_POINTS"));
      username = environment.get("CASSANDRA_USERNAME");
      password = environment.get("CASSANDRA_PASSWORD");
      keyspace = environment.get("CASSANDRA_KEYSPACE");
    } else if (environment.containsKey("ASTRA_DB_APPLICATION_TOKEN")
        || environment.containsKey("ASTRA_DB_INIT_STRING")) {
      String bundle = environment.get("ASTRA_DB_SECURE_BUNDLE_PATH");
      String id = environment.get("ASTRA_DB_ID");
      secureConnectBundle = bundle == null ? null : path(bundle);
      initString = environment.get("ASTRA_DB_INIT_STRING");
      token = environment.get("ASTRA_DB_APPLICATION_TOKEN");
      databaseId = id == null ? environment.get("ASTRA_DB_DATABASE_ID") : id;
      keyspace = environment.get("ASTRA_DB_KEYSPACE");
    }
  }

  /**
   * Sets the contact points from a text with commas.
   *
   * @throws IllegalArgumentException if it is not empty but contains no host
   */
  void givenContactPoints(String text) {
    List<String> points = ContactPoint.split(text);
    if (points.isEmpty() && !text.isEmpty()) {
      throw refusal("contactPoints: the text contains no host");
    }
    contactPoints = points;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) { // not as the cause: it quotes the text
      throw refusal("ASTRA_DB_SECURE_BUNDLE_PATH: not a valid path");
    }
  }

  private static IllegalArgumentException refusal(String problem) {
    return new IllegalArgumentException(problem);
  }

  /** Shows the options that are set, without secrets. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "[", "]");
    add(text, "session", session);
    add(text, "contactPoints", contactPoints == null ? null : ContactPoint.shown(contactPoints));
    add(text, "username", username);
    add(text, "password", password == null ? null : "<hidden>");
    add(text, "secureConnectBundle", secureConnectBundle);
    add(text, "initString", initString == null ? null : "<hidden>");
    add(text, "token", token == null ? null : "<hidden>");
    add(text, "databaseId", databaseId);
    add(text, "keyspace", keyspace);
    return text.toString();
  }

  private static void add(StringJoiner text, String name, @Nullable Object value) {
    if (value != null) {
      text.add(name + "=" + value);
    }
  }
}
