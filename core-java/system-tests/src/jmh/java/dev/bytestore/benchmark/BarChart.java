package dev.bytestore.benchmark;

import java.util.List;
import java.util.Locale;

/** Horizontal bars from a common start, as an SVG that reads on light and dark pages. */
final class BarChart {

  private static final int WIDTH = 760;
  private static final int LABELS = 330;
  private static final int BAR = 20;
  private static final int STEP = 32;
  private static final int TOP = 52;
  private static final int NOTE_LINE = 18;

  /**
   * @param note written after the bar
   */
  record Bar(String label, double value, String note) {}

  private BarChart() {}

  /**
   * A chart.
   *
   * @param notes lines of text below the bars
   */
  static String of(String title, List<Bar> bars, List<String> notes) {
    double longest = bars.stream().mapToDouble(Bar::value).max().orElse(1);
    int bottom = TOP + bars.size() * STEP;
    int height = bottom + notes.size() * NOTE_LINE + 10;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
        font-family="sans-serif" font-size="14" role="img">
        <title>%3$s</title>
        <rect width="%1$d" height="%2$d" rx="6" fill="#ffffff"/>
        <text x="16" y="30" font-size="16" font-weight="bold" fill="#1f2328">%3$s</text>
        """
            .formatted(WIDTH, height, escaped(title)));
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      int top = TOP + i * STEP;
      double length = Math.max(2, bar.value() / longest * (WIDTH - LABELS - 150));
      svg.append(
          String.format(
              Locale.ROOT,
              """
              <text x="%d" y="%d" text-anchor="end" fill="#1f2328">%s</text>
              <rect x="%d" y="%d" width="%.1f" height="%d" rx="3" fill="#0969da"/>
              <text x="%.1f" y="%d" fill="#59636e">%s</text>
              """,
              LABELS - 10,
              top + BAR - 5,
              escaped(bar.label()),
              LABELS,
              top,
              length,
              BAR,
              LABELS + length + 8,
              top + BAR - 5,
              escaped(bar.note())));
    }
    for (int i = 0; i < notes.size(); i++) {
      svg.append(
          """
          <text x="16" y="%d" font-size="12" fill="#1f2328">%s</text>
          """
              .formatted(bottom + 12 + i * NOTE_LINE, escaped(notes.get(i))));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
