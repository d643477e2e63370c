package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.ChildJvm;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Responses that once counted as successes or misses, or kept a call busy without end. The test
 * runs in a JVM with a heap of 128 MB, because some responses filled the heap.
 */
class HostileResponsesTest {

  @Test
  void noHostileResponseIsBelieved() throws Exception {
    Path directory = directory();

    ChildJvm.Result result =
        new ChildJvm()
            .options("-Xmx128m")
            .run(HostileResponses.class, Duration.ofMinutes(5), directory.toString());

    assertThat(result.output()).containsExactlyElementsOf(refusals(directory));
    assertThat(result.exitCode()).isZero();
  }

  private static List<String> refusals(Path directory) throws Exception {
    try (var files = Files.list(directory)) {
      return files.sorted().map(file -> file.getFileName() + ": refused").toList();
    }
  }

  private static Path directory() throws URISyntaxException {
    return Path.of(HostileResponsesTest.class.getResource("/hostile/responses").toURI());
  }
}
