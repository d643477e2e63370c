package dev.bytestore.benchmark;

import dev.bytestore.benchmark.Figures.Series;
import java.util.Locale;
import java.util.Optional;

/** How the report writes numbers. */
final class Numbers {

  private Numbers() {}

  static String percent(Series share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share.median());
  }

  static String ratio(Optional<Series> ratios) {
    return ratios
        .map(
            series ->
                "**%s** (%s to %s)"
                    .formatted(
                        decimal(series.median()),
                        decimal(series.lowerQuartile()),
                        decimal(series.upperQuartile())))
        .orElse("");
  }

  static String number(double value) {
    return value >= 1_000 || value == Math.rint(value) ? thousands(value) : decimal(value);
  }

  static String thousands(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  static String decimal(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }
}
