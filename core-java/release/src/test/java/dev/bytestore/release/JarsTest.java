package dev.bytestore.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class JarsTest {

  private static final Path ROOT = Path.of("../..");
  private static final Pattern CLASS = Pattern.compile("(.*/)?([^/$]+)(\\$.*)?\\.class");

  private static final String JDK = "https://docs.oracle.com/en/java/javase/17/docs/api/";
  private static final String CORE = "/dev.bytestore/bytestore-core/";
  private static final String DRIVER = "/java-driver-core/";

  private static final Map<String, List<String>> LINKS =
      Map.of(
          "bytestore-core",
          List.of(JDK),
          "bytestore-cassandra",
          List.of(JDK, CORE, DRIVER),
          "bytestore-astra",
          List.of(JDK, CORE),
          "bytestore-langchain4j",
          List.of(JDK, CORE, "/dev.langchain4j/langchain4j-core/"),
          "bytestore-micrometer",
          List.of(
              JDK,
              CORE,
              "/io.micrometer/micrometer-core/",
              "/io.micrometer/micrometer-observation/"),
          "bytestore-spring-ai",
          List.of(JDK, CORE),
          "bytestore-spring-boot-starter",
          List.of(JDK, CORE),
          "bytestore-kotlin",
          List.of(
              CORE,
              DRIVER,
              "/dev.bytestore/bytestore-cassandra/",
              "/dev.bytestore/bytestore-astra/",
              "/kotlinx-coroutines-core/",
              "/kotlin-stdlib/"),
          "bytestore-koog",
          List.of(CORE, "/kotlinx-coroutines-core/", "/kotlin-stdlib/"));

  @ParameterizedTest
  @FieldSource("dev.bytestore.release.Staged#MODULES")
  void aJarHasItsLicenseItsVersionAndItsModule(String module) throws IOException {
    try (JarFile jar = Staged.jar(module, ".jar")) {
      Attributes manifest = jar.getManifest().getMainAttributes();

      assertThat(manifest.getValue("Implementation-Version")).isEqualTo(Staged.VERSION);
      if (module.equals("bytestore-spring-ai")) { // See docs/decisions/0030.
        assertThat(manifest.getValue("Automatic-Module-Name")).isEqualTo("dev.bytestore.spring.ai");
      } else {
        assertThat(jar.getEntry("module-info.class")).isNotNull();
      }
      for (String name : List.of("LICENSE", "NOTICE")) {
        assertThat(text(jar, "META-INF/" + name)).isEqualTo(Files.readString(ROOT.resolve(name)));
      }
      assertThat(names(jar)).noneMatch(name -> name.matches(".*(Test|Spec|IT|Contract)\\.class"));
    }
  }

  @ParameterizedTest
  @FieldSource("dev.bytestore.release.Staged#MODULES")
  void theSourcesAreThoseOfEachClass(String module) throws IOException {
    try (JarFile jar = Staged.jar(module, ".jar");
        JarFile sources = Staged.jar(module, "-sources.jar")) {
      Set<String> files = names(sources);

      for (String name : names(jar)) {
        var parts = CLASS.matcher(name);
        if (parts.matches()) {
          String file = parts.group(1) == null ? "" : parts.group(1);
          assertThat(files)
              .as(name)
              .containsAnyOf(
                  file + parts.group(2) + ".java",
                  file + parts.group(2).replaceFirst("Kt$", "") + ".kt");
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("dev.bytestore.release.Staged#MODULES")
  void theApiDocumentationLinksToThatOfTheLibraries(String module) throws IOException {
    try (JarFile jar = Staged.jar(module, "-javadoc.jar")) {
      StringBuilder pages = new StringBuilder();
      for (String name : names(jar)) {
        if (name.endsWith(".html")) {
          pages.append(text(jar, name));
        }
      }

      assertThat(names(jar)).contains("index.html");
      assertThat(pages).contains(LINKS.get(module));
      assertThat(names(jar)).noneMatch(name -> name.contains("/internal/"));
    }
  }

  private static Set<String> names(JarFile jar) {
    TreeSet<String> names = new TreeSet<>();
    jar.stream().map(ZipEntry::getName).forEach(names::add);
    return names;
  }

  private static String text(JarFile jar, String name) throws IOException {
    return new String(
        jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }
}
