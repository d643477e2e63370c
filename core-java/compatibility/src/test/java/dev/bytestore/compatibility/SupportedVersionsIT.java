package dev.bytestore.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents name the versions that the tests of this module run on, and no others. */
class SupportedVersionsIT {

  private static final Path ROOT = Path.of("../..");
  private static final Pattern VERSION = Pattern.compile("\\b\\d+(\\.\\d+)*\\b");

  private static final List<String> JDKS = Jdk.SUPPORTED.stream().map(String::valueOf).toList();
  private static final List<String> DRIVERS =
      Stream.of(Driver.values()).map(driver -> driver.version).toList();

  @Test
  void thePageOnVersionsListsEachOfThem() throws IOException {
    String page = "docs/versioning.md";

    assertThat(versions(page, "| JDK |")).isEqualTo(JDKS);
    assertThat(versions(page, "| Kotlin |")).isEqualTo(Supported.KOTLIN);
    assertThat(versions(page, "| LangChain4j |")).isEqualTo(Supported.LANGCHAIN4J);
    assertThat(versions(page, "| Cassandra |")).isEqualTo(Supported.CASSANDRA);
    assertThat(versions(page, "| Cassandra driver |")).isEqualTo(DRIVERS);
  }

  @Test
  void theReadmeListsEachOfThemWithoutItsPatchLevel() throws IOException {
    String page = "README.md";

    assertThat(versions(page, "All of them need Java 17 and are tested on JDK ")).isEqualTo(JDKS);
    assertThat(versions(page, "| Kotlin |")).isEqualTo(minors(Supported.KOTLIN));
    assertThat(versions(page, "| LangChain4j |")).isEqualTo(minors(Supported.LANGCHAIN4J));
    assertThat(versions(page, "| Cassandra, or Astra DB over CQL |"))
        .isEqualTo(minors(Stream.concat(Supported.CASSANDRA.stream(), DRIVERS.stream()).toList()));
  }

  /** The versions in the only line with this start, up to the end of the sentence. */
  private static List<String> versions(String page, String start) throws IOException {
    List<String> lines =
        Files.readString(ROOT.resolve(page))
            .lines()
            .filter(line -> line.startsWith(start))
            .toList();
    assertThat(lines).as("the lines of %s that start with '%s'", page, start).hasSize(1);
    String rest = lines.get(0).substring(start.length()).replaceFirst("\\. .*", "");
    return VERSION.matcher(rest).results().map(MatchResult::group).toList();
  }

  private static List<String> minors(List<String> versions) {
    return versions.stream().map(Supported::minor).toList();
  }
}
