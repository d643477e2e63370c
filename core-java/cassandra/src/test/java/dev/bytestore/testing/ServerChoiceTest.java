package dev.bytestore.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A Docker engine that runs but cannot be used costs seconds and one log line, not minutes and
 * stack traces. Each choice runs in a new JVM, because Testcontainers caches engines.
 */
class ServerChoiceTest {

  private static final String CASSANDRA = ServerChoice.IMAGE;
  private static final String REAPER = "testcontainers/ryuk";

  private static String choice(FakeDockerEngine engine, Map<String, String> more) {
    return choice(engine, more, Duration.ofSeconds(20));
  }

  private static String choice(FakeDockerEngine engine, Map<String, String> more, Duration limit) {
    Map<String, String> environment = new HashMap<>();
    environment.put("DOCKER_HOST", engine.host());
    environment.put("CASSANDRA_CONTACT_POINTS", "");
    environment.put("BYTESTORE_TEST_CASSANDRA", "");
    environment.put("TESTCONTAINERS_RYUK_DISABLED", "");
    environment.putAll(more);
    ChildJvm.Result result =
        new ChildJvm(environment).run(ServerChoice.class, Duration.ofMinutes(2), limit.toString());

    // Newer JVMs print a warning about the Docker client's native library, with an empty last line.
    List<String> lines =
        result.output().stream()
            .filter(line -> !line.isEmpty() && !line.startsWith("WARNING: "))
            .toList();
    assertThat(lines).hasSize(1);
    assertThat(result.exitCode()).isZero();
    return lines.get(0);
  }

  @Test
  void anEngineWithoutTheImageIsNotAskedToPullIt() {
    try (FakeDockerEngine engine = new FakeDockerEngine(true, REAPER)) {
      assertThat(choice(engine, Map.of()))
          .contains("EMBEDDED", "does not have the image " + CASSANDRA);
      assertThat(engine.requests())
          .isNotEmpty()
          .noneMatch(path -> path.endsWith("/images/create"))
          .noneMatch(path -> path.contains("/containers/"));
    }
  }

  @Test
  void anEngineWithoutTheImageThatRemovesContainersIsNotUsed() {
    try (FakeDockerEngine engine = new FakeDockerEngine(true, CASSANDRA)) {
      assertThat(choice(engine, Map.of()))
          .contains("EMBEDDED", "does not have the image " + REAPER);
      assertThat(engine.requests()).noneMatch(path -> path.endsWith("/images/create"));
    }
  }

  @Test
  void anEngineWithBothImagesIsUsed() {
    try (FakeDockerEngine engine = new FakeDockerEngine(true, CASSANDRA, REAPER)) {
      assertThat(choice(engine, Map.of())).contains("CONTAINER");
    }
  }

  @Test
  void anEngineThatNeverAnswersIsGivenUp() {
    try (FakeDockerEngine engine = new FakeDockerEngine(false)) {
      assertThat(choice(engine, Map.of(), Duration.ofSeconds(2)))
          .contains("EMBEDDED", "did not respond within PT2S");
    }
  }

  @Test
  void withoutAnEngineTheEmbeddedServerIsUsed() {
    FakeDockerEngine engine = new FakeDockerEngine(true);
    engine.close();

    assertThat(choice(engine, Map.of())).contains("EMBEDDED", "no Docker engine was found");
  }

  @Test
  void theSwitchDecidesAndNoEngineIsAsked() {
    try (FakeDockerEngine engine = new FakeDockerEngine(true, CASSANDRA, REAPER)) {
      assertThat(
              choice(
                  engine,
                  Map.of(
                      "BYTESTORE_TEST_CASSANDRA", "embedded", "CASSANDRA_CONTACT_POINTS", "h:1")))
          .contains("EMBEDDED", "BYTESTORE_TEST_CASSANDRA");
      assertThat(choice(engine, Map.of("BYTESTORE_TEST_CASSANDRA", "container")))
          .contains("CONTAINER", "BYTESTORE_TEST_CASSANDRA");
      assertThat(choice(engine, Map.of("BYTESTORE_TEST_CASSANDRA", "cassandra-4.0")))
          .contains("CASSANDRA_4_0", "BYTESTORE_TEST_CASSANDRA");
      assertThat(choice(engine, Map.of("CASSANDRA_CONTACT_POINTS", "h:1"))).contains("NAMED");
      assertThat(engine.requests()).isEmpty();
    }
  }
}
