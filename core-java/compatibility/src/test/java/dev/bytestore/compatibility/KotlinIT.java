package dev.bytestore.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program of the modules below {@code kotlin}, as each version of Kotlin compiled it. */
class KotlinIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private record Combination(String kotlin, Jdk jdk) {

    @Override
    public String toString() {
      return "Kotlin %s, %s".formatted(kotlin, jdk);
    }
  }

  static Stream<Combination> combinations() {
    return Supported.KOTLIN.stream()
        .flatMap(kotlin -> Jdk.wanted().stream().map(jdk -> new Combination(kotlin, jdk)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("combinations")
  void theSuspendFunctionsAndTheFlowWork(Combination with) throws IOException {
    String kotlin = Supported.minor(with.kotlin());
    Path built = Path.of("kotlin", kotlin, "target");
    String classPath =
        built.resolve("classes")
            + File.pathSeparator
            + Files.readString(built.resolve("runtime.classpath")).strip();

    ChildJvm.Result result =
        new ChildJvm()
            .jdk(with.jdk().home())
            .run(LIMIT, "-cp", classPath, "dev.bytestore.compatibility.ProgramKt");

    assertThat(result.output())
        .containsSequence(
            "runs on Kotlin %s and %s".formatted(with.kotlin(), with.jdk()),
            "compiled with Kotlin " + kotlin,
            "values: 1, null",
            "pages: [1, 2]",
            "keys: [other, page/2]",
            "answer: Fine",
            "hit: Fine",
            "after its deletion: null");
    assertThat(result.exitCode()).isZero();
  }
}
