package dev.bytestore.benchmark;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

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

    /** Whether one caller passes several keys. */
    boolean hasSeveralKeys() {
      return !scenario.contains(MANY_CALLERS) && !hasOneKey();
    }

    private boolean hasOneKey() {
      return scenario.contains(ONE_KEY);
    }
  }

  void add(String scenario, double times) {
    rows.add(new Row(scenario, times));
  }

  List<Row> all() {
    return List.copyOf(rows);
  }

  /** The smallest and the largest value of one caller that passes several keys. */
  String rangeOfSeveralKeys() {
    return range(rows.stream().filter(Row::hasSeveralKeys).toList());
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

  private static String range(List<Row> rows) {
    List<String> values = rows.stream().map(Row::times).sorted().map(Numbers::decimal).toList();
    String least = values.get(0);
    String most = values.get(values.size() - 1);
    return least.equals(most) ? least : least + " to " + most;
  }
}
