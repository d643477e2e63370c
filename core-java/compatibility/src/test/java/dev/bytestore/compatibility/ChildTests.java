package dev.bytestore.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tests of other modules, which run in a child JVM. */
final class ChildTests {

  private static final Logger LOG = LoggerFactory.getLogger(ChildTests.class);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int LINES_SHOWN = 80;
  private static final Pattern COUNTS = Pattern.compile("(\\d+) passed, \\d+ failed, \\d+ skipped");

  private ChildTests() {}

  /**
   * Runs test classes with {@code program}, asserts that all of their tests passed, and returns the
   * output.
   */
  static List<String> pass(
      Object name, ChildJvm jvm, String classPath, Class<?> program, List<String> testClasses) {
    ChildJvm.Result result =
        jvm.run(
            LIMIT,
            Stream.concat(
                    Stream.of("-Xmx512m", "-cp", classPath, program.getName()),
                    testClasses.stream())
                .toArray(String[]::new));
    List<String> output = result.output();
    List<String> counts = output.stream().filter(line -> COUNTS.matcher(line).matches()).toList();
    LOG.info("{}: {}", name, counts);

    String end =
        String.join("\n", output.subList(Math.max(0, output.size() - LINES_SHOWN), output.size()));
    assertThat(result.exitCode()).as("the exit code of a JVM that wrote:%n%s", end).isZero();
    assertThat(counts)
        .as("the results of a JVM that wrote:%n%s", end)
        .singleElement()
        .asString()
        .endsWith(" passed, 0 failed, 0 skipped")
        .doesNotStartWith("0");
    return output;
  }
}
