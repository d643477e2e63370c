package dev.bytestore.quickstart;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents say what the code says. */
class DocumentationTest {

  private static final Path ROOT = Path.of("../..");
  private static final Map<String, List<Path>> SAMPLES =
      Map.of(
          "java",
              List.of(
                  ROOT.resolve("core-java/system-tests"),
                  ROOT.resolve("core-java/spring-ai"),
                  ROOT.resolve("core-java/applications")),
          "kotlin", List.of(ROOT.resolve("kotlin-ext"), ROOT.resolve("core-java/applications")),
          "python", List.of(ROOT.resolve("core-java/system-tests/src/test/python")));
  private static final Map<String, String> SUFFIXES =
      Map.of("java", ".java", "kotlin", ".kt", "python", ".py");
  private static final Pattern CODE = Pattern.compile("(?s)```(java|kotlin|python)\n(.*?)```");
  private static final Pattern IMPORT = Pattern.compile("(?m)^(import|from) .*$");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract|Spec))`");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(#([^)]*))?\\)");

  static Stream<Arguments> codeBlocks() {
    return documents()
        .flatMap(
            document ->
                CODE.matcher(text(document))
                    .results()
                    .map(code -> Arguments.of(document, code.group(1), code.group(2))));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("codeBlocks")
  void eachCodeBlockStandsInATestThatRuns(Path document, String language, String block) {
    List<String> samples = samples(language);
    String imports = samples.stream().collect(joining());
    String code = words(IMPORT.matcher(block).replaceAll(""));

    assertThat(IMPORT.matcher(block).results().map(MatchResult::group)).allMatch(imports::contains);
    assertThat(samples.stream().map(DocumentationTest::words))
        .anyMatch(sample -> sample.contains(code));
  }

  /** The sources of the tests whose names say that they are samples, each without its imports. */
  private static List<String> samples(String language) {
    return SAMPLES.get(language).stream()
        .flatMap(folder -> files(folder, Integer.MAX_VALUE, "sample", SUFFIXES.get(language)))
        .map(DocumentationTest::text)
        .toList();
  }

  /** Without white space: a formatter may break lines, but does not change words. */
  private static String words(String code) {
    return code.replaceAll("\\s+", "");
  }

  @Test
  void thereAreCodeBlocksInEachLanguage() {
    assertThat(codeBlocks().map(block -> block.get()[1])).contains("java", "kotlin", "python");
  }

  @Test
  void eachLinkLeadsToAFileAndAHeadingThatAreThere() {
    List<String> links = documents().flatMap(DocumentationTest::brokenLinks).toList();

    assertThat(links).isEmpty();
    assertThat(documents().flatMap(DocumentationTest::links)).isNotEmpty();
  }

  private static Stream<String> brokenLinks(Path document) {
    return links(document)
        .filter(link -> !leadsSomewhere(document, link.group(1), link.group(3)))
        .map(link -> document + ": " + link.group());
  }

  private static boolean leadsSomewhere(Path document, String link, @Nullable String heading) {
    Path target = link.isEmpty() ? document : document.resolveSibling(link).normalize();
    return Files.exists(target) && (heading == null || anchors(target).contains(heading));
  }

  private static Stream<MatchResult> links(Path document) {
    return LINK.matcher(prose(document)).results().filter(link -> !link.group(1).contains("://"));
  }

  /** The names that GitHub gives to the headings of a page. */
  private static Set<String> anchors(Path document) {
    return HEADING
        .matcher(prose(document))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
        .collect(toSet());
  }

  private static String prose(Path document) {
    return FENCED.matcher(text(document)).replaceAll("");
  }

  @Test
  void eachTestThatAPageNamesExists() {
    Set<String> sources =
        Stream.of(".java", ".kt")
            .flatMap(suffix -> files(ROOT, Integer.MAX_VALUE, "", suffix))
            .map(source -> source.getFileName().toString().replaceAll("\\..*", ""))
            .collect(toSet());

    assertThat(documents().flatMap(page -> TEST.matcher(text(page)).results()))
        .isNotEmpty()
        .allSatisfy(test -> assertThat(sources).contains(test.group(1)));
  }

  @Test
  void theReadmeIsShort() {
    assertThat(text(ROOT.resolve("README.md")).lines()).hasSizeLessThan(120);
  }

  private static Stream<Path> documents() {
    return Stream.concat(
        files(ROOT, 1, "", ".md"), files(ROOT.resolve("docs"), Integer.MAX_VALUE, "", ".md"));
  }

  private static Stream<Path> files(Path folder, int depth, String part, String suffix) {
    try (Stream<Path> paths = Files.walk(folder, depth)) {
      return paths
          .filter(path -> path.getFileName().toString().toLowerCase(Locale.ROOT).contains(part))
          .filter(path -> path.toString().endsWith(suffix))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
