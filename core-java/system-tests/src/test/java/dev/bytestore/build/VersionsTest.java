package dev.bytestore.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The BOM and the applications have no parent, so they repeat versions of the main build. */
class VersionsTest {

  private static final Path ROOT = Path.of("../..");
  private static final Pattern PROPERTY = Pattern.compile("<([a-z.-]+\\.version)>([^<$]+)</");
  private static final Pattern NAMED_VERSION =
      Pattern.compile(
          "bytestore-[a-z0-9-]+(?::|</artifactId>\\s*<version>)([0-9][^<\"]*)(?:\"|</version>)");
  private static final Pattern OURS = Pattern.compile("<artifactId>(bytestore-[a-z0-9-]+)</");

  @ParameterizedTest
  @ValueSource(strings = {"core-java/bom/pom.xml", "core-java/applications/pom.xml"})
  void eachVersionIsThatOfTheWholeBuild(String pom) throws IOException {
    Map<String, String> versions = properties(pom);

    assertThat(versions).isNotEmpty();
    assertThat(properties("pom.xml")).containsAllEntriesOf(versions);
  }

  @Test
  void theBomHasEachPublishedModule() throws IOException {
    TreeSet<String> managed = new TreeSet<>();
    Matcher ours = OURS.matcher(text("core-java/bom/pom.xml"));
    while (ours.find()) {
      managed.add(ours.group(1));
    }
    managed.remove("bytestore-bom");

    TreeSet<String> published = new TreeSet<>(List.of("bytestore-kotlin", "bytestore-koog"));
    for (String module : modules("core-java/pom.xml")) {
      String pom = text("core-java/" + module + "/pom.xml");
      if (pom.contains("<maven.deploy.skip>false</maven.deploy.skip>")) {
        published.add("bytestore-" + module);
      }
    }
    assertThat(managed).isEqualTo(published);
  }

  /** The newest release, or the version of the build before the first one. */
  @Test
  void eachDocumentNamesAVersionThatUsersCanGet() throws IOException {
    Matcher released = Pattern.compile("(?m)^## \\[([0-9.]+)]").matcher(text("docs/CHANGELOG.md"));
    String version =
        released.find() ? released.group(1) : first("<version>([^<]+)</version>", text("pom.xml"));
    List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    int named = 0;
    for (Path document : documents) {
      Matcher found = NAMED_VERSION.matcher(Files.readString(document));
      while (found.find()) {
        assertThat(found.group(1)).as("%s, %s", document, found.group()).isEqualTo(version);
        named++;
      }
    }
    assertThat(named).isPositive();
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static List<String> modules(String pom) throws IOException {
    return Pattern.compile("<module>([^<]+)</module>")
        .matcher(text(pom))
        .results()
        .map(module -> module.group(1))
        .toList();
  }

  private static Map<String, String> properties(String pom) throws IOException {
    Map<String, String> versions = new TreeMap<>();
    String text = text(pom);
    String top = text.substring(0, text.indexOf("<dependencyManagement>"));
    PROPERTY.matcher(top).results().forEach(found -> versions.put(found.group(1), found.group(2)));
    return versions;
  }

  private static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }
}
