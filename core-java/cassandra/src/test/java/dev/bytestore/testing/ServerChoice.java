package dev.bytestore.testing;

import java.time.Duration;
import java.util.Map;

/**
 * Which server the tests of this JVM use.
 *
 * @param reason why this server was chosen, for the log
 */
record ServerChoice(Source source, String reason) {

  /** The kinds of servers. */
  enum Source {
    NAMED,
    CONTAINER,
    EMBEDDED,
    CASSANDRA_4_0,
    CASSANDRA_4_1,
    SHORT_PAGES,
    STRICT,
    LATE_TABLES
  }

  static final String IMAGE = "cassandra:5.0";

  /** The environment variable that selects a server by its name in {@link #SWITCHABLE}. */
  private static final String SWITCH = "BYTESTORE_TEST_CASSANDRA";

  private static final Map<String, Source> SWITCHABLE =
      Map.of(
          "embedded", Source.EMBEDDED,
          "container", Source.CONTAINER,
          "cassandra-4.0", Source.CASSANDRA_4_0,
          "cassandra-4.1", Source.CASSANDRA_4_1,
          "short-pages", Source.SHORT_PAGES,
          "strict", Source.STRICT,
          "late-tables", Source.LATE_TABLES);

  private static final String CONTACT_POINTS = "CASSANDRA_CONTACT_POINTS";

  /** Chooses by the environment and the Docker engine, without starting or pulling anything. */
  static ServerChoice of(Map<String, String> environment) {
    return of(environment, Duration.ofSeconds(20));
  }

  private static ServerChoice of(Map<String, String> environment, Duration limit) {
    String wanted = environment.getOrDefault(SWITCH, "").strip();
    if (wanted.isEmpty()) {
      return firstAvailable(environment, limit);
    }
    if (!SWITCHABLE.containsKey(wanted)) {
      throw new IllegalArgumentException(
          "%s: '%s' is none of %s"
              .formatted(SWITCH, wanted, SWITCHABLE.keySet().stream().sorted().toList()));
    }
    return new ServerChoice(SWITCHABLE.get(wanted), SWITCH + " asks for it");
  }

  private static ServerChoice firstAvailable(Map<String, String> environment, Duration limit) {
    if (!environment.getOrDefault(CONTACT_POINTS, "").isBlank()) {
      return new ServerChoice(Source.NAMED, CONTACT_POINTS + " names it");
    }
    return DockerEngine.problemWith(IMAGE, limit)
        .map(reason -> new ServerChoice(Source.EMBEDDED, reason))
        .orElseGet(() -> new ServerChoice(Source.CONTAINER, "a Docker engine has its image"));
  }

  /** Whether another server may be used if this one does not start. */
  boolean mayFallBack() {
    return source == Source.CONTAINER && !reason.startsWith(SWITCH);
  }

  /**
   * Prints the choice, for {@link ServerChoiceTest}. The argument is the time limit of the engine.
   */
  public static void main(String[] arguments) {
    System.out.println(of(System.getenv(), Duration.parse(arguments[0])));
    System.exit(0);
  }
}
