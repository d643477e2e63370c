package dev.bytestore.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sections of the report as it is. A part that was not measured here keeps its section, so one
 * part can be measured again without the others.
 */
final class KeptSections {

  private static final String HEADING = "\n## ";

  private final Map<String, String> byTitle = new LinkedHashMap<>();

  private KeptSections() {}

  /**
   * Reads the sections of {@code page}.
   *
   * @param end how the text after the last section starts
   */
  static KeptSections of(Path page, String end) throws IOException {
    KeptSections sections = new KeptSections();
    if (!Files.exists(page)) {
      return sections;
    }
    String text = Files.readString(page);
    int endAt = text.lastIndexOf("\n" + end);
    String body = endAt < 0 ? text : text.substring(0, endAt);
    for (int at = body.indexOf(HEADING); at >= 0; ) {
      int next = body.indexOf(HEADING, at + 1);
      String section = body.substring(at + HEADING.length(), next < 0 ? body.length() : next);
      int line = section.indexOf('\n');
      sections.byTitle.put(section.substring(0, line), section.substring(line + 1).strip());
      at = next;
    }
    return sections;
  }

  /** The text below a heading. */
  Optional<String> find(String title) {
    return Optional.ofNullable(byTitle.get(title));
  }
}
