package dev.bytestore.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class PomsTest {

  /** The direct dependencies of each module: each new line adds a dependency for users. */
  private static final Map<String, List<String>> DEPENDENCIES =
      Map.of(
          "bytestore-core",
          List.of("bcprov-jdk18on optional", "jackson-core", "jspecify", "slf4j-api"),
          "bytestore-cassandra",
          List.of(
              "bytestore-core",
              "jackson-databind",
              "java-driver-core",
              "jspecify",
              "netty-handler runtime",
              "slf4j-api"),
          "bytestore-astra",
          List.of("bytestore-core", "jspecify", "slf4j-api"),
          "bytestore-langchain4j",
          List.of("bytestore-core", "jspecify", "langchain4j-core", "slf4j-api"),
          "bytestore-micrometer",
          List.of("bytestore-core", "jspecify", "micrometer-core", "slf4j-api"),
          "bytestore-spring-ai",
          List.of(
              "bytestore-core",
              "jspecify",
              "slf4j-api",
              "spring-ai-model provided",
              "spring-boot-autoconfigure provided"),
          "bytestore-spring-boot-starter",
          List.of(
              "bytestore-astra",
              "bytestore-cassandra",
              "bytestore-core",
              "bytestore-micrometer optional",
              "java-driver-core",
              "jspecify",
              "slf4j-api",
              "spring-boot-actuator optional",
              "spring-boot-autoconfigure",
              "spring-boot-health optional"),
          "bytestore-kotlin",
          List.of(
              "bytestore-astra optional",
              "bytestore-cassandra optional",
              "bytestore-core",
              "kotlin-stdlib",
              "kotlinx-coroutines-core"),
          "bytestore-koog",
          List.of(
              "bytestore-core",
              "kotlin-stdlib",
              "kotlinx-coroutines-core",
              "prompt-executor-model-jvm"));

  @ParameterizedTest
  @FieldSource("dev.bytestore.release.Staged#ALL")
  void aPomNeedsNoParentAndNoProperties(String artifact) throws Exception {
    assertThat(Files.readString(Staged.file(artifact, ".pom")))
        .doesNotContain("<parent>", "<build>", "<profiles>", "<modules>", "<repositories>")
        .doesNotContain("<properties>", "${");
  }

  @ParameterizedTest
  @FieldSource("dev.bytestore.release.Staged#ALL")
  void aPomSaysWhatMavenCentralRequires(String artifact) throws Exception {
    Element project = project(artifact);

    assertThat(child(project, "groupId")).isEqualTo("dev.bytestore");
    assertThat(child(project, "artifactId")).isEqualTo(artifact);
    assertThat(child(project, "version")).isEqualTo(Staged.VERSION);
    assertThat(child(project, "name")).isNotBlank();
    assertThat(child(project, "description")).isNotBlank();
    assertThat(child(project, "url")).isEqualTo("https://bytestore.dev");
    assertThat(text(project, "license", "url"))
        .isEqualTo("https://www.apache.org/licenses/LICENSE-2.0");
    assertThat(text(project, "developer", "name")).isNotBlank();
    assertThat(text(project, "scm", "url")).endsWith("/bytestore");
    assertThat(text(project, "scm", "connection")).endsWith("/bytestore.git");
  }

  @ParameterizedTest
  @FieldSource("dev.bytestore.release.Staged#MODULES")
  void aModuleHasTheseDependenciesAndNoOthers(String module) throws Exception {
    TreeSet<String> found = new TreeSet<>();
    for (Element dependency : all(project(module), "dependency")) {
      assertThat(child(dependency, "version")).as(text(dependency)).matches("[0-9].*");
      String scope = child(dependency, "scope");
      boolean isOptional = child(dependency, "optional").equals("true");
      found.add(
          child(dependency, "artifactId")
              + (scope.isEmpty() || scope.equals("compile") ? "" : " " + scope)
              + (isOptional ? " optional" : ""));
    }

    assertThat(found).containsExactlyElementsOf(DEPENDENCIES.get(module));
  }

  @Test
  void theBomManagesOurModulesAndNewerVersionsOfTheDriversDependencies() throws Exception {
    Map<String, String> managed = new TreeMap<>();
    for (Element dependency : all(project("bytestore-bom"), "dependency")) {
      managed.put(child(dependency, "artifactId"), child(dependency, "version"));
    }

    List<String> expected = new ArrayList<>(Staged.MODULES);
    expected.addAll(List.of("jackson-bom", "netty-bom", "slf4j-api"));
    assertThat(managed).containsOnlyKeys(expected);
    managed.forEach(
        (artifact, version) -> {
          if (Staged.MODULES.contains(artifact)) {
            assertThat(version).as(artifact).isEqualTo(Staged.VERSION);
          } else {
            assertThat(version).as(artifact).matches("[0-9].*");
          }
        });
  }

  private static Element project(String artifact) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(Staged.file(artifact, ".pom").toFile())
        .getDocumentElement();
  }

  private static List<Element> all(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  /** The text of the direct child of that name, or an empty string. */
  private static String child(Element parent, String name) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(name)) {
        return text((Element) node);
      }
    }
    return "";
  }

  private static String text(Element project, String element, String name) {
    return child(all(project, element).get(0), name);
  }

  private static String text(Element element) {
    return element.getTextContent().strip();
  }
}
