package dev.bytestore.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a program in a separate JVM, for tests that change state of the whole process. */
public final class ChildJvm {

  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment;
  private Predicate<String> classPath = entry -> true;
  private Path home = Path.of(System.getProperty("java.home"));
  private Path directory = Path.of("").toAbsolutePath();

  public ChildJvm(Map<String, String> environment) {
    this.environment = environment;
  }

  public ChildJvm() {
    this(Map.of());
  }

  /** Options of the {@code java} command, such as system properties. */
  public ChildJvm options(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** Leaves out entries of the class path of this JVM. */
  public ChildJvm classPath(Predicate<String> isWanted) {
    classPath = isWanted;
    return this;
  }

  /** The directory of the JDK that runs the program. Default: the JDK of this JVM. */
  public ChildJvm jdk(Path javaHome) {
    home = javaHome;
    return this;
  }

  /** The working directory of the program. Default: that of this JVM. */
  public ChildJvm directory(Path workingDirectory) {
    directory = workingDirectory;
    return this;
  }

  /**
   * The result of a program.
   *
   * @param output what it wrote to standard output and standard error
   */
  public record Result(int exitCode, List<String> output) {}

  /** Runs {@code main} with the class path of this JVM. */
  public Result run(Class<?> main, Duration limit, String... arguments) {
    String entries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(classPath)
            .collect(Collectors.joining(File.pathSeparator));
    return run(
        limit,
        Stream.concat(Stream.of("-cp", entries, main.getName()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  /**
   * Runs {@code java} with these arguments.
   *
   * @throws IllegalStateException with the output, if the program does not end in time
   */
  public Result run(Duration limit, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("java").toString());
    command.addAll(options);
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("child-jvm", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
          if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException(
                "not ended within %s:%n%s".formatted(limit, Files.readString(output)));
          }
        } finally {
          process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readAllLines(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a program was running", e);
    }
  }
}
