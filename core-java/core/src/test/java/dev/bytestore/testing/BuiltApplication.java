package dev.bytestore.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The application of the module under test, started as users would start it. */
public final class BuiltApplication {

  private static final Path JAR = Path.of("target/application.jar");
  private static final Path RUNTIME_CLASS_PATH = Path.of("target/runtime.classpath");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private BuiltApplication() {}

  /** The artifacts that the application runs with, without their versions. */
  public static Set<String> artifacts() {
    Set<String> names = new TreeSet<>();
    for (String entry : libraries().split(File.pathSeparator, -1)) {
      names.add(Path.of(entry).getFileName().toString().replaceFirst("-\\d.*\\.jar$", ""));
    }
    return names;
  }

  /** Starts the application on the class path. */
  public static ChildJvm.Result onClassPath(Map<String, String> environment, String main) {
    return new ChildJvm(environment).run(LIMIT, "-cp", path(), main);
  }

  /** Starts the application on the module path, without further options. */
  public static ChildJvm.Result onModulePath(
      Map<String, String> environment, String module, String main) {
    return new ChildJvm(environment)
        .run(LIMIT, "--module-path", path(), "--module", module + "/" + main);
  }

  private static String path() {
    return JAR + File.pathSeparator + libraries();
  }

  private static String libraries() {
    try {
      return Files.readString(RUNTIME_CLASS_PATH).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
