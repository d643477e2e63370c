package dev.bytestore.benchmark;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How many times as fast the store is as the approach of Python's class, in each scenario. */
final class Comparison {

  private static final String MANY_CALLERS = "callers";
  private static final String ONE_KEY = " 1 key,";

  private final List<Row> rows = new ArrayList<>();

  /**
   * One scenario.
   *
   * @param times below 1 if the store is slower
   */
  record Row(String scenario, double times) {

    /** Whether the chart shows it: one caller, several keys. */
    boolean isInChart() {
      return !scenario.contains(MANY_CALLERS) && !hasOneKey();
    }

    private boolean hasOneKey() {
      return scenario.contains(ONE_KEY);
    }

    private boolean hasManyCallersOf(String operation) {
      return scenario.startsWith(operation) && scenario.contains(MANY_CALLERS) && !hasOneKey();
    }
  }

  void add(String scenario, double times) {
    rows.add(new Row(scenario, times));
  }

  /** The rows of the chart. */
  List<Row> inChart() {
    return rows.stream().filter(Row::isInChart).toList();
  }

  /** The smallest and the largest value of the chart. */
  String rangeOfChart() {
    return range(inChart());
  }

  /** The smallest and the largest value of the calls of one key. */
  String rangeOfOneKey() {
    return range(rows.stream().filter(Row::hasOneKey).toList());
  }

  /** The calls of several keys in which the store is slower, as a list, the slowest first. */
  String slower() {
    return rows.stream()
        .filter(row -> row.times() < 1 && !row.hasOneKey())
        .sorted((one, other) -> Double.compare(one.times(), other.times()))
        .map(row -> "  * %s: **%s**".formatted(row.scenario(), Numbers.decimal(row.times())))
        .collect(joining("\n"));
  }

  /** What the chart leaves out, with the ratios, in short lines. */
  List<String> notInChart() {
    String manyCallers =
        Stream.of("mget", "mset", "mdelete")
            .map(operation -> operation + " " + range(ofManyCallers(operation)))
            .collect(joining(", "));
    List<String> lines = new ArrayList<>();
    lines.add(
        "Not shown: calls of one key (%s times) and calls by 8 or 64 callers (%s)."
            .formatted(rangeOfOneKey(), manyCallers));
    if (ofManyCallers("mget").stream().anyMatch(row -> row.times() < 1)) {
      lines.add(
          "Below 1 the store is slower. On one node, an mget with one IN is faster when many callers"
              + " read at once.");
    }
    return lines;
  }

  private List<Row> ofManyCallers(String operation) {
    return rows.stream().filter(row -> row.hasManyCallersOf(operation)).toList();
  }

  private static String range(List<Row> rows) {
    List<String> values = rows.stream().map(Row::times).sorted().map(Numbers::decimal).toList();
    String least = values.get(0);
    String most = values.get(values.size() - 1);
    return least.equals(most) ? least : least + " to " + most;
  }
}
