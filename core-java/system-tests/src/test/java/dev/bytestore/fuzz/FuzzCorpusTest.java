package dev.bytestore.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.ChildJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No input of the corpus breaks a promise, in a JVM with a heap of 128 MB. */
class FuzzCorpusTest {

  @Test
  void noInputOfTheCorpusBreaksAPromise() {
    List<String> names =
        FuzzTargets.all().stream()
            .filter(target -> !target.needsServer())
            .map(FuzzTarget::name)
            .toList();

    ChildJvm.Result result =
        new ChildJvm()
            .options("-Xmx128m", "-Xss512k")
            .run(CorpusReplay.class, Duration.ofMinutes(5), names.toArray(String[]::new));

    assertThat(result.output()).noneMatch(line -> line.startsWith(CorpusReplay.PROBLEM));
    assertThat(result.output())
        .as("a line for each target, with the number of its inputs")
        .filteredOn(line -> line.matches("[a-z-]+: \\d+ inputs"))
        .hasSameSizeAs(names)
        .noneMatch(line -> line.endsWith(" 0 inputs"));
    assertThat(result.exitCode()).isZero();
  }
}
