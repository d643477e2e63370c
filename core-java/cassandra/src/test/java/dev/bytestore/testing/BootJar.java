package dev.bytestore.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * An executable jar like those of Spring Boot's Maven plugin. It contains Boot's launcher, our
 * classes, and the jars of the class path, nested and uncompressed.
 */
public final class BootJar {

  private static final String LOADER = "spring-boot-loader-";
  private static final String CLASSES = "BOOT-INF/classes/";
  private static final String LIBRARIES = "BOOT-INF/lib/";

  /** Parts of the class path that an application does not have at run time. */
  private static final List<String> FOR_TESTS =
      List.of(
          LOADER,
          "test-classes",
          "-tests.jar",
          "embedded-cassandra",
          "junit",
          "testcontainers",
          "docker-java",
          "jqwik",
          "assertj",
          "byte-buddy",
          "awaitility",
          "logback",
          "langchain4j");

  private BootJar() {}

  /**
   * Writes a jar to {@code file}.
   *
   * @param application the class whose {@code main} the jar runs
   * @param applicationConf the content of its {@code application.conf}
   */
  public static void write(Path file, Class<?> application, String applicationConf) {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(
        Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch.JarLauncher");
    attributes.putValue("Start-Class", application.getName());
    attributes.putValue("Spring-Boot-Classes", CLASSES);
    attributes.putValue("Spring-Boot-Lib", LIBRARIES);
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      copyLoader(jar);
      for (String directory : List.of("BOOT-INF/", CLASSES, LIBRARIES)) {
        store(jar, directory, new byte[0]);
      }
      store(jar, CLASSES + "application.conf", applicationConf.getBytes(UTF_8));
      String resource = application.getName().replace('.', '/') + ".class";
      try (InputStream in = application.getClassLoader().getResourceAsStream(resource)) {
        store(jar, CLASSES + resource, in.readAllBytes());
      }
      for (Path library : classPath()) {
        if (FOR_TESTS.stream().noneMatch(library.toString()::contains)) {
          boolean isJar = Files.isRegularFile(library);
          String name = library.getFileName() + (isJar ? "" : ".jar");
          store(jar, LIBRARIES + name, isJar ? Files.readAllBytes(library) : zip(library));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(Files::exists)
        .toList();
  }

  private static void copyLoader(JarOutputStream jar) throws IOException {
    Path loader =
        classPath().stream()
            .filter(path -> path.getFileName().toString().startsWith(LOADER))
            .findFirst()
            .orElseThrow();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(loader))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().startsWith("org/")
            || entry.getName().startsWith("META-INF/services/")) {
          store(jar, entry.getName(), in.readAllBytes());
        }
      }
    }
  }

  private static byte[] zip(Path directory) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Path file : files) {
        store(
            zip,
            directory.relativize(file).toString().replace(File.separatorChar, '/'),
            Files.readAllBytes(file));
      }
    }
    return bytes.toByteArray();
  }

  /** Stores a file uncompressed, because Boot reads nested jars in place. */
  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
