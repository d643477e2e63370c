package dev.bytestore.release;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that a release would publish. */
final class Staged {

  static final String VERSION = System.getProperty("release.version");

  /** The modules with classes. */
  static final List<String> MODULES =
      List.of(
          "bytestore-core",
          "bytestore-cassandra",
          "bytestore-astra",
          "bytestore-langchain4j",
          "bytestore-micrometer",
          "bytestore-spring-ai",
          "bytestore-spring-boot-starter",
          "bytestore-kotlin",
          "bytestore-koog");

  /** All artifacts. */
  static final List<String> ALL =
      Stream.concat(MODULES.stream(), Stream.of("bytestore-bom")).toList();

  private static final Path GROUP =
      Path.of(System.getProperty("release.staging"), "dev", "bytestore");

  private Staged() {}

  /** All artifact ids that are staged. */
  static Set<String> artifacts() throws IOException {
    try (Stream<Path> directories = Files.list(GROUP)) {
      return directories
          .map(directory -> directory.getFileName().toString())
          .collect(toCollection(TreeSet::new));
    }
  }

  /** The files of an artifact by what follows the version in their names, as in "-sources.jar". */
  static Map<String, Path> files(String artifact) throws IOException {
    // A snapshot is staged under the time of the build.
    String version = Pattern.quote(VERSION).replace("SNAPSHOT", "\\E[0-9.]+-[0-9]+\\Q");
    Pattern name = Pattern.compile(Pattern.quote(artifact + "-") + version + "(.*)");
    TreeMap<String, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(GROUP.resolve(artifact).resolve(VERSION))) {
      for (Path file : files.toList()) {
        String fileName = file.getFileName().toString();
        if (!fileName.startsWith("maven-metadata")) {
          var parts = name.matcher(fileName);
          found.put(parts.matches() ? parts.group(1) : fileName, file);
        }
      }
    }
    return found;
  }

  static Path file(String artifact, String suffix) throws IOException {
    Path file = files(artifact).get(suffix);
    if (file == null) {
      throw new IOException("No " + suffix + " of " + artifact);
    }
    return file;
  }

  static JarFile jar(String artifact, String suffix) throws IOException {
    return new JarFile(file(artifact, suffix).toFile());
  }
}
