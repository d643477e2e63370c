package dev.bytestore.quickstart;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
              Path.of("src/test/java/dev/bytestore/quickstart/DocumentationSamplesIT.java"),
              Path.of("src/test/java/dev/bytestore/quickstart/LangChain4jSamplesIT.java")),
          "kotlin",
          List.of(
              ROOT.resolve(
                  "kotlin-ext/src/test/kotlin/dev/bytestore/quickstart/DocumentationSamplesIT.kt")));
  private static final Pattern CODE = Pattern.compile("(?s)```(java|kotlin)\n(.*?)```");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

  static Stream<Arguments> codeBlocks() throws IOException {
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
    String samples = SAMPLES.get(language).stream().map(DocumentationTest::text).collect(joining());

    assertThat(words(samples)).contains(words(block));
  }

  /** Without white space: a formatter may break lines, but does not change words. */
  private static String words(String code) {
    return code.replaceAll("\\s+", "");
  }

  @Test
  void thereAreCodeBlocksInBothLanguages() throws IOException {
    assertThat(codeBlocks().map(block -> block.get()[1])).contains("java", "kotlin");
  }

  @Test
  void eachLinkLeadsToAFileThatIsThere() throws IOException {
    List<Path> targets =
        documents()
            .flatMap(
                document ->
                    LINK.matcher(text(document))
                        .results()
                        .map(link -> link.group(1))
                        .filter(link -> !link.contains("://"))
                        .map(link -> document.resolveSibling(link).normalize()))
            .toList();

    assertThat(targets).isNotEmpty().allMatch(Files::exists);
  }

  @Test
  void theReadmeIsShort() {
    assertThat(text(ROOT.resolve("README.md")).lines()).hasSizeLessThan(120);
  }

  private static Stream<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      List<Path> pages = docs.filter(path -> path.toString().endsWith(".md")).toList();
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), pages.stream());
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
