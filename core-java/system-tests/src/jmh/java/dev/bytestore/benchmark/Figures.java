package dev.bytestore.benchmark;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of one part of the benchmarks: for each scenario and each way of doing it, one value
 * per round. They are stored in {@code target/benchmarks}, so that the report can combine parts
 * that ran at different times.
 */
public final class Figures {

  private static final Path DIRECTORY = Path.of("target", "benchmarks");
  private static final String SEPARATOR = ";";

  private final String part;
  private final Map<Key, List<Double>> values = new LinkedHashMap<>();

  /**
   * What a value measures.
   *
   * @param scenario what was done, to how much, by how many
   * @param way how it was done
   */
  record Key(String scenario, String way) {}

  /** The values of one scenario and one way, one per round. */
  record Series(List<Double> rounds) {

    double median() {
      return (quantile(0.5, RoundingMode.FLOOR) + quantile(0.5, RoundingMode.CEILING)) / 2;
    }

    /** The 25th percentile of the rounds. */
    double lowerQuartile() {
      return quantile(0.25, RoundingMode.HALF_EVEN);
    }

    /** The 75th percentile of the rounds. */
    double upperQuartile() {
      return quantile(0.75, RoundingMode.HALF_EVEN);
    }

    private double quantile(double share, RoundingMode mode) {
      int place = BigDecimal.valueOf(share * (rounds.size() - 1)).setScale(0, mode).intValue();
      return rounds.stream().sorted().skip(place).findFirst().orElseThrow();
    }

    /** Divides by {@code other}, round by round. */
    Series dividedBy(Series other) {
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < Math.min(rounds.size(), other.rounds.size()); round++) {
        ratios.add(rounds.get(round) / other.rounds.get(round));
      }
      return new Series(ratios);
    }
  }

  private Figures(String part) {
    this.part = part;
  }

  /** Creates empty figures, which are written as those of {@code part}. */
  public static Figures of(String part) {
    return new Figures(part);
  }

  /** Adds a round's value. */
  public void add(String scenario, String way, double value) {
    values.computeIfAbsent(new Key(scenario, way), key -> new ArrayList<>()).add(value);
  }

  /** The scenarios, in the order in which they were first added. */
  List<String> scenarios() {
    return values.keySet().stream().map(Key::scenario).distinct().toList();
  }

  /** The ways of all scenarios, in the order in which they were first added. */
  List<String> ways() {
    return values.keySet().stream().map(Key::way).distinct().toList();
  }

  Optional<Series> find(String scenario, String way) {
    return Optional.ofNullable(values.get(new Key(scenario, way))).map(Series::new);
  }

  /** The median of the rounds of a scenario and a way. */
  double median(String scenario, String way) {
    return find(scenario, way)
        .orElseThrow(
            () -> new IllegalStateException("%s has no %s, %s".formatted(part, scenario, way)))
        .median();
  }

  /** Replaces the stored figures of this part. */
  public void write() {
    try {
      Files.createDirectories(DIRECTORY);
      Files.write(file(part), values.entrySet().stream().map(Figures::line).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the stored figures of a part, if there are any. */
  static Optional<Figures> read(String part) {
    if (!Files.exists(file(part))) {
      return Optional.empty();
    }
    Figures figures = new Figures(part);
    try {
      for (String line : Files.readAllLines(file(part))) {
        List<String> cells = List.of(line.split(SEPARATOR, -1));
        cells.stream()
            .skip(2)
            .mapToDouble(Double::parseDouble)
            .forEach(value -> figures.add(cells.get(0), cells.get(1), value));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(figures);
  }

  private static String line(Map.Entry<Key, List<Double>> entry) {
    List<String> start = Arrays.asList(entry.getKey().scenario(), entry.getKey().way());
    String rounds = entry.getValue().stream().map(String::valueOf).collect(joining(SEPARATOR));
    return String.join(SEPARATOR, start) + SEPARATOR + rounds;
  }

  private static Path file(String part) {
    return DIRECTORY.resolve(part + ".csv");
  }
}
