package dev.bytestore.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One task that is done in several ways, which take turns. A server gets faster and slower while it
 * runs, so ways that are measured one after the other cannot be compared.
 *
 * @param name the name in the report
 * @param benchmark the class of the benchmark
 * @param ways the names of the ways, in order, and the methods of the benchmark; the first should
 *     be almost as fast as the second
 * @param callers the number of threads at the same time
 * @param keys the number of keys of one operation
 */
public record Scenario(
    String name,
    String benchmark,
    Map<String, String> ways,
    Map<String, String> parameters,
    int callers,
    int keys) {

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int ROUNDS = 15;
  private static final Duration ROUNDS_OF_THE_CLOSEST = Duration.ofSeconds(30);
  private static final TimeValue WARM_UP_OF_A_TURN = TimeValue.milliseconds(50);
  private static final TimeValue TURN = TimeValue.milliseconds(200);

  /**
   * Measures all ways in turn, and adds their keys per second to {@code figures}. There are many
   * short turns, because the server is equally fast only for a moment. The first two ways get more
   * rounds, because their difference is too small for fewer.
   */
  public void measure(Figures figures) throws RunnerException {
    List<String> names = List.copyOf(ways.keySet());
    Random random = new Random(1);
    BiConsumer<String, Double> ignored = (way, keysASecond) -> {};
    BiConsumer<String, Double> kept = (way, keysASecond) -> figures.add(name, way, keysASecond);
    // The first run starts the server and fills the table, which does not count as warm-up.
    rounds(Duration.ZERO, 1, names, random, ignored);
    rounds(WARM_UP, 1, names, random, ignored);
    rounds(Duration.ZERO, ROUNDS, names, random, kept);
    rounds(ROUNDS_OF_THE_CLOSEST, ROUNDS, names.subList(0, 2), random, kept);
    print(figures);
  }

  private void rounds(
      Duration duration,
      int least,
      List<String> names,
      Random random,
      BiConsumer<String, Double> result)
      throws RunnerException {
    List<String> order = new ArrayList<>(names);
    long start = System.nanoTime();
    for (int round = 0; round < least || System.nanoTime() - start < duration.toNanos(); round++) {
      // The order changes, because cleaning up after one way slows down the next one.
      Collections.shuffle(order, random);
      for (String way : order) {
        result.accept(way, run(ways.get(way)) * keys);
      }
    }
  }

  private double run(String method) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\b%s\\.%s$".formatted(benchmark, method))
            .threads(callers)
            .forks(0)
            .warmupIterations(1)
            .warmupTime(WARM_UP_OF_A_TURN)
            .measurementIterations(1)
            .measurementTime(TURN)
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
