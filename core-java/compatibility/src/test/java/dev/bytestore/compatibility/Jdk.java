package dev.bytestore.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK that the tests run on. */
record Jdk(int version) {

  static final List<Integer> SUPPORTED = List.of(17, 21, 25);

  private static final String PROPERTY = "matrix.jdks";
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");
  private static final Pattern VARIABLE = Pattern.compile("JAVA_HOME(_\\d+.*)?");
  private static final Pattern RELEASE = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");
  private static final Map<Integer, Path> HOMES = homes();

  /** The JDKs to run on, oldest first: those that the build names, whether they are here or not. */
  static List<Jdk> wanted() {
    String names = System.getProperty(PROPERTY);
    Stream<Integer> versions =
        names.equals("present")
            ? SUPPORTED.stream().filter(HOMES::containsKey)
            : Stream.of(names.split(",", -1)).map(String::strip).map(Integer::valueOf);
    return versions.sorted().map(Jdk::new).toList();
  }

  /** Returns the directory of this JDK, or fails: a version that is not here was not tested. */
  Path home() {
    assertThat(HOMES)
        .as(
            "JDK %d is not on this machine. Install it and set JAVA_HOME_%d_X64 to its directory,"
                + " or run on other versions, for example with -D%s=17,25",
            version, version, PROPERTY)
        .containsKey(version);
    return HOMES.get(version);
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }

  /** The first JDK of each version among those that this JVM, the environment and Debian name. */
  private static Map<Integer, Path> homes() {
    Stream<Path> named =
        new TreeMap<>(System.getenv())
            .entrySet().stream()
                .filter(variable -> VARIABLE.matcher(variable.getKey()).matches())
                .map(variable -> Path.of(variable.getValue()));
    Map<Integer, Path> homes = new TreeMap<>();
    Stream.of(Stream.of(Path.of(System.getProperty("java.home"))), named, installed())
        .flatMap(places -> places)
        .forEach(home -> versionIn(home).ifPresent(version -> homes.putIfAbsent(version, home)));
    return homes;
  }

  private static Stream<Path> installed() {
    if (!Files.isDirectory(INSTALLED)) {
      return Stream.empty();
    }
    try (Stream<Path> homes = Files.list(INSTALLED)) {
      return homes.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OptionalInt versionIn(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isRegularFile(release)) {
      return OptionalInt.empty();
    }
    try {
      Matcher version = RELEASE.matcher(Files.readString(release));
      return version.find()
          ? OptionalInt.of(Integer.parseInt(version.group(1)))
          : OptionalInt.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
