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
    EMBEDDED
  }

  static final String IMAGE = "cassandra:5.0";

  /** The environment variable that selects {@code embedded} or {@code container}. */
  private static final String SWITCH = "BYTESTORE_TEST_CASSANDRA";

  private static final String CONTACT_POINTS = "CASSANDRA_CONTACT_POINTS";

  /** Chooses by the environment and the Docker engine, without starting or pulling anything. */
  static ServerChoice of(Map<String, String> environment) {
    return of(environment, Duration.ofSeconds(20));
  }

  private static ServerChoice of(Map<String, String> environment, Duration limit) {
    String wanted = environment.getOrDefault(SWITCH, "").strip();
    return switch (wanted) {
      case "" -> firstAvailable(environment, limit);
      case "embedded" -> new ServerChoice(Source.EMBEDDED, SWITCH + " asks for it");
      case "container" -> new ServerChoice(Source.CONTAINER, SWITCH + " asks for it");
      default ->
          throw new IllegalArgumentException(
              "%s: '%s' is neither 'embedded' nor 'container'".formatted(SWITCH, wanted));
    };
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
