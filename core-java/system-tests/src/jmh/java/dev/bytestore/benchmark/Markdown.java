package dev.bytestore.benchmark;

import java.util.List;

/** Builds a Markdown document from start to end. */
final class Markdown {

  private final StringBuilder text = new StringBuilder();

  Markdown heading(int level, String title) {
    return block("#".repeat(level) + " " + title);
  }

  Markdown paragraph(String words) {
    return block(words);
  }

  Markdown image(String description, String file) {
    return block("![%s](%s)".formatted(description, file));
  }

  Markdown table(List<String> header, List<List<String>> rows) {
    StringBuilder table =
        new StringBuilder(row(header))
            .append('\n')
            .append("|---".repeat(header.size()))
            .append('|');
    rows.forEach(row -> table.append('\n').append(row(row)));
    return block(table.toString());
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private Markdown block(String block) {
    text.append(text.isEmpty() ? "" : "\n").append(block).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
