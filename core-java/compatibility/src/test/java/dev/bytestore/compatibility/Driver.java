package dev.bytestore.compatibility;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The driver, which contains the same packages under both of its Maven coordinates. */
enum Driver {
  DATASTAX("com.datastax.oss", "4.17.0"),
  APACHE("org.apache.cassandra", "4.19.4");

  private static final Path COPIES = Path.of("target/drivers").toAbsolutePath();

  final String group;
  final String version;

  Driver(String group, String version) {
    this.group = group;
    this.version = version;
  }

  /** Returns the class path of this JVM, with this driver in place of the one there. */
  String classPath() {
    Stream<String> others =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !isOfADriver(Path.of(entry).getFileName().toString()));
    return Stream.concat(others, jars()).collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isOfADriver(String jar) {
    return jar.startsWith("java-driver-") || jar.startsWith("native-protocol-");
  }

  /** The jars that the build copied. */
  private Stream<String> jars() {
    try (Stream<Path> jars = Files.list(COPIES.resolve(group))) {
      return jars.map(Path::toString).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "driver %s %s".formatted(group, version);
  }
}
