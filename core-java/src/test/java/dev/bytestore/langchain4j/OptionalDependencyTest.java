package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Those who do not use LangChain4j need nothing of it. */
class OptionalDependencyTest {

  @Test
  void theCoreWorksWithoutLangChain4j() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.replace('\\', '/').contains("/dev/langchain4j/"))
            .collect(Collectors.joining(File.pathSeparator));
    Path output = Files.createTempFile("without-langchain4j", ".txt");
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  classPath,
                  WithoutLangChain4j.class.getName())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(2, TimeUnit.MINUTES);
      process.destroyForcibly();

      assertThat(ended).isTrue();
      assertThat(Files.readAllLines(output)).endsWith("1hi");
      assertThat(process.exitValue()).isZero();
    } finally {
      Files.delete(output);
    }
  }

  @Test
  void onlyOnePackageImportsLangChain4j() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      List<Path> users =
          sources
              .filter(path -> path.toString().endsWith(".java"))
              .filter(path -> text(path).contains("dev.langchain4j"))
              .map(Path::getParent)
              .distinct()
              .toList();

      assertThat(users).containsExactly(Path.of("src/main/java/dev/bytestore/langchain4j"));
    }
  }

  private static String text(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
