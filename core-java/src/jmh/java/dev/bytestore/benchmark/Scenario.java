package dev.bytestore.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One thing that is done in several ways, which take turns: a server gets faster and slower while
 * it runs, so that ways which are measured one after the other cannot be compared.
 *
 * @param name as the report calls it
 * @param benchmark the class of the benchmark
 * @param ways the names of the ways, and the methods of the benchmark
 * @param callers how many threads do it at once
 * @param keys how many keys one operation is about
 */
public record Scenario(
    String name,
    String benchmark,
    Map<String, String> ways,
    Map<String, String> parameters,
    int callers,
    int keys) {

  private static final int WARM_UP_ROUNDS = 5;
  private static final int ROUNDS = 15;
  private static final TimeValue WARM_UP = TimeValue.milliseconds(100);
  private static final TimeValue MEASUREMENT = TimeValue.milliseconds(400);

  /** Measures all ways in turn and adds their keys a second to {@code figures}. */
  public void measure(Figures figures) throws RunnerException {
    List<String> names = new ArrayList<>(ways.keySet());
    Random random = new Random(1);
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      // The order changes, as what one way leaves to be cleaned up is the next one's burden.
      Collections.shuffle(names, random);
      for (String way : names) {
        double keysASecond = run(ways.get(way)) * keys;
        if (round >= 0) {
          figures.add(name, way, keysASecond);
        }
      }
    }
    print(figures);
  }

  private double run(String method) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\b%s\\.%s$".formatted(benchmark, method))
            .threads(callers)
            .forks(0)
            .warmupIterations(1)
            .warmupTime(WARM_UP)
            .measurementIterations(1)
            .measurementTime(MEASUREMENT)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    parameters.forEach(options::param);
    RunResult result = new Runner(options.build()).runSingle();
    return result.getPrimaryResult().getScore();
  }

  private void print(Figures figures) {
    Map<String, Double> medians = new LinkedHashMap<>();
    ways.keySet().forEach(way -> medians.put(way, figures.median(name, way)));
    double store = medians.values().iterator().next();
    System.out.println(name);
    medians.forEach(
        (way, median) ->
            System.out.printf("  %-22s %,12.0f/s %8.2f%n", way, median, store / median));
  }
}
