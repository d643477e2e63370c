package dev.bytestore.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.openjdk.jmh.profile.Profiler;
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

  private static final TimeValue WARM_UP_OF_A_TURN = TimeValue.milliseconds(50);

  /**
   * How long to measure.
   *
   * @param rounds the least number of rounds of all ways
   * @param closest for how long the first two ways have further rounds
   * @param profilers what else to measure in a turn
   */
  record Plan(
      Duration warmUp,
      int rounds,
      Duration closest,
      TimeValue turn,
      List<Class<? extends Profiler>> profilers) {}

  /** There are many short turns, because the server is equally fast only for a moment. */
  private static final Plan SPEED =
      new Plan(
          Duration.ofSeconds(10),
          15,
          Duration.ofSeconds(12),
          TimeValue.milliseconds(200),
          List.of());

  /** Leaves out a way. */
  Scenario without(String way) {
    Map<String, String> others = new LinkedHashMap<>(ways);
    others.remove(way);
    return new Scenario(name, benchmark, others, parameters, callers, keys);
  }

  /** Measures all ways in turn, and adds their keys per second to {@code figures}. */
  public void measure(Figures figures) throws RunnerException {
    measure(
        SPEED,
        (way, result) -> figures.add(name, way, result.getPrimaryResult().getScore() * keys));
    print(figures);
  }

  /**
   * Measures all ways in turn, and passes on the result of each turn. The first two ways get more
   * rounds, because their difference is too small for fewer.
   */
  void measure(Plan plan, BiConsumer<String, RunResult> results) throws RunnerException {
    List<String> names = List.copyOf(ways.keySet());
    Random random = new Random(1);
    BiConsumer<String, RunResult> ignored = (way, result) -> {};
    // The first run starts the server and fills the table, which does not count as warm-up.
    rounds(plan, Duration.ZERO, 1, names, random, ignored);
    rounds(plan, plan.warmUp(), 1, names, random, ignored);
    rounds(plan, Duration.ZERO, plan.rounds(), names, random, results);
    rounds(plan, plan.closest(), plan.rounds(), names.subList(0, 2), random, results);
  }

  private void rounds(
      Plan plan,
      Duration duration,
      int least,
      List<String> names,
      Random random,
      BiConsumer<String, RunResult> result)
      throws RunnerException {
    List<String> order = new ArrayList<>(names);
    long start = System.nanoTime();
    for (int round = 0; round < least || System.nanoTime() - start < duration.toNanos(); round++) {
      // The order changes, because cleaning up after one way slows down the next one.
      Collections.shuffle(order, random);
      for (String way : order) {
        result.accept(way, run(plan, ways.get(way)));
      }
    }
  }

  /** Does it in one way for a while. */
  void run(String way, TimeValue turn) throws RunnerException {
    run(new Plan(Duration.ZERO, 1, Duration.ZERO, turn, List.of()), ways.get(way));
  }

  private RunResult run(Plan plan, String method) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\b%s\\.%s$".formatted(benchmark, method))
            .threads(callers)
            .forks(0)
            .warmupIterations(1)
            .warmupTime(WARM_UP_OF_A_TURN)
            .measurementIterations(1)
            .measurementTime(plan.turn())
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    parameters.forEach(options::param);
    plan.profilers().forEach(options::addProfiler);
    return new Runner(options.build()).runSingle();
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
