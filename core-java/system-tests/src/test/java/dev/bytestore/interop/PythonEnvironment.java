package dev.bytestore.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A virtual environment in the build directory, with the packages that {@code requirements.txt}
 * pins. It is created on first use, and again when that file changes. {@code INTEROP_REQUIREMENTS}
 * names another file. The interpreter is {@code python3}, or the one that {@code INTEROP_PYTHON}
 * names. Packages come from pip's configured index.
 */
final class PythonEnvironment {

  private static final Logger LOG = LoggerFactory.getLogger(PythonEnvironment.class);
  private static final Path SOURCES = module().resolve("src/test/python").toAbsolutePath();
  private static final Path BUILD = module().resolve("target").toAbsolutePath();

  private PythonEnvironment() {}

  /** The directory of the tests' Python sources. */
  static Path sources() {
    return SOURCES;
  }

  /** Prepares a Python process in this environment, in the directory of the sources. */
  static ProcessBuilder python(List<String> arguments) {
    return process(Shared.PYTHON, arguments);
  }

  /**
   * As {@link #python(List)}, in another environment, with the packages that {@code requirements}
   * pins.
   */
  static ProcessBuilder python(String requirements, List<String> arguments) {
    return process(make(requirements), arguments);
  }

  /** A new path in the build directory, for a file that helps to explain a failure. */
  static Path output(String prefix, String suffix) {
    try {
      Path directory = Files.createDirectories(BUILD.resolve("python-output"));
      return Files.createTempFile(directory, prefix, suffix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last characters of a file, for the message of a failure. */
  static String tail(Path file) {
    try {
      String text = Files.readString(file);
      return text.substring(Math.max(0, text.length() - 4_000));
    } catch (IOException e) {
      return "(unreadable: " + e + ")";
    }
  }

  private static ProcessBuilder process(String python, List<String> arguments) {
    ProcessBuilder process =
        new ProcessBuilder(Stream.concat(Stream.of(python), arguments.stream()).toList())
            .directory(SOURCES.toFile());
    process.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    process.environment().put("PYTHONUTF8", "1");
    // A PYTHONPATH in the user's shell must not add other packages.
    process.environment().remove("PYTHONPATH");
    process.environment().remove("PYTHONHOME");
    return process;
  }

  /** The module's directory: tests run in it, and a quickstart runs in the root directory. */
  private static Path module() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("src/test/python"))
        ? here
        : here.resolve("core-java/system-tests");
  }

  private static final class Shared {

    static final String PYTHON =
        make(System.getenv().getOrDefault("INTEROP_REQUIREMENTS", "requirements.txt"));
  }

  /** Creates an environment if it does not exist yet, and returns its interpreter. */
  private static String make(String requirements) {
    try {
      String interpreter = System.getenv().getOrDefault("INTEROP_PYTHON", "python3");
      String version = run(process(interpreter, List.of("--version")), 1).strip();
      String wanted = version + "\n" + Files.readString(SOURCES.resolve(requirements));
      Path directory = BUILD.resolve("python").resolve(requirements.replace(".txt", ""));
      Path marker = directory.resolve("made-of.txt");
      Path python = directory.resolve("bin").resolve("python");
      if (!Files.exists(marker) || !Files.readString(marker).equals(wanted)) {
        LOG.info("installing {} for {} in {}", requirements, version, directory);
        delete(directory);
        run(process(interpreter, List.of("-m", "venv", directory.toString())), 2);
        run(
            process(
                python.toString(),
                List.of(
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--no-input",
                    "--disable-pip-version-check",
                    "--only-binary=:all:",
                    "--requirement=" + requirements)),
            15);
        Files.writeString(marker, wanted);
      }
      return python.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the interop tests need Python 3.11 or newer as python3, with venv", e);
    }
  }

  private static String run(ProcessBuilder process, int minutes) throws IOException {
    Path output = output("setup", ".txt");
    Process running = process.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      if (!running.waitFor(minutes, TimeUnit.MINUTES)) {
        throw new IOException("did not end within %d minutes: %s".formatted(minutes, tail(output)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      running.destroyForcibly();
    }
    if (running.exitValue() != 0) {
      throw new IOException(process.command() + " failed: " + tail(output));
    }
    return Files.readString(output);
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
