package dev.bytestore.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Reads the software bills of materials, which list all dependencies of the modules. */
class SbomTest {

  /** The licenses that we accept for dependencies. */
  private static final Set<String> ACCEPTED_LICENSES =
      Set.of(
          "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "Bouncy Castle Licence", "CC0-1.0", "MIT");

  /** Dependencies of the driver that we accept with another license. */
  private static final Map<String, String> ACCEPTED_EXCEPTIONS =
      Map.of("jnr-posix", "EPL-2.0", "spotbugs-annotations", "LGPL-2.1-only");

  @Test
  void eachDependencyHasALicenseOnTheShortList() throws IOException {
    JsonNode components = whole().get("components");

    assertThat(components).hasSizeGreaterThan(Staged.MODULES.size());
    for (JsonNode component : components) {
      Set<String> licenses = licenses(component);
      String exception = ACCEPTED_EXCEPTIONS.get(component.get("name").asText());
      if (exception == null || !licenses.contains(exception)) {
        assertThat(licenses)
            .as("%s. Accept its license here, or do without it", component.get("purl"))
            .containsAnyElementsOf(ACCEPTED_LICENSES);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("dev.bytestore.release.Staged#MODULES")
  void theBillOfTheWholeHasWhatThatOfAModuleHas(String module) throws IOException {
    JsonNode bill = read(Staged.file(module, "-cyclonedx.json"));

    assertThat(bill.at("/metadata/component/name").asText()).isEqualTo(module);
    assertThat(bill.at("/metadata/component/version").asText()).isEqualTo(Staged.VERSION);
    assertThat(names(bill)).isNotEmpty();
    assertThat(names(whole())).contains(module).containsAll(names(bill));
  }

  @ParameterizedTest
  @FieldSource("dev.bytestore.release.Staged#MODULES")
  void aBillHasNoTestLibraries(String module) throws IOException {
    assertThat(names(read(Staged.file(module, "-cyclonedx.json"))))
        .doesNotContain("assertj-core", "junit-jupiter", "kotest-runner-junit5", "cassandra-all");
  }

  private static JsonNode whole() throws IOException {
    return read(Path.of("target/bytestore-" + Staged.VERSION + "-cyclonedx.json"));
  }

  private static Set<String> names(JsonNode bill) {
    TreeSet<String> names = new TreeSet<>();
    bill.get("components").forEach(component -> names.add(component.get("name").asText()));
    return names;
  }

  private static Set<String> licenses(JsonNode component) {
    TreeSet<String> found = new TreeSet<>();
    component
        .path("licenses")
        .forEach(
            choice -> {
              JsonNode license = choice.path("license");
              found.add(
                  license
                      .path("id")
                      .asText(license.path("name").asText(choice.path("expression").asText())));
            });
    return found;
  }

  private static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }
}
