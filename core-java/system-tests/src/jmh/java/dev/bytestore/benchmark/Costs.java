package dev.bytestore.benchmark;

import static dev.bytestore.benchmark.Scenarios.keyed;
import static dev.bytestore.benchmark.Scenarios.listing;
import static dev.bytestore.benchmark.Scenarios.prefix;

import dev.bytestore.benchmark.Figures.Series;
import dev.bytestore.benchmark.Scenario.Plan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What a key costs the client: processor time and allocation, of the store beside its peers, on one
 * node.
 *
 * <p>{@code ./mvnw -Pbenchmarks "-Dbenchmarks=cost"}; with starts of scenarios behind it, as in
 * {@code "-Dbenchmarks=cost mget"}, only those.
 */
public final class Costs {

  static final String PART = "cost";
  static final String MICROSECONDS = ", microseconds";
  static final String BYTES = ", bytes";

  private static final Plan PLAN =
      new Plan(
          Duration.ofSeconds(30),
          9,
          Duration.ofSeconds(16),
          TimeValue.milliseconds(500),
          List.of(CpuProfiler.class, GCProfiler.class));

  private Costs() {}

  /** Measures the scenarios that {@code arguments} name, or all. */
  public static void main(String[] arguments) throws RunnerException {
    Figures figures = Figures.of(PART);
    for (Scenario scenario : scenarios()) {
      if (arguments.length == 0 || Arrays.stream(arguments).anyMatch(scenario.name()::startsWith)) {
        measure(scenario, PLAN, figures);
        figures.write();
      }
    }
    System.exit(0);
  }

  private static List<Scenario> scenarios() {
    Map<String, String> reading = Scenarios.READING;
    Map<String, String> writing = Scenarios.WRITING;
    return Stream.of(
            keyed("mget", reading, 1, 100, 1),
            keyed("mget", reading, 1, 100, 64),
            keyed("mget", reading, 1, 1_024, 64),
            keyed("mget", reading, 100, 100, 1),
            keyed("mget", reading, 2_000, 100, 1),
            keyed("mget", reading, 2_000, 100, 8),
            keyed("mget", reading, 2_000, 1_024, 1),
            keyed("mset", writing, 1, 100, 1),
            keyed("mset", writing, 1, 100, 64),
            keyed("mset", writing, 1, 1_024, 64),
            keyed("mset", writing, 100, 100, 1),
            keyed("mset", writing, 2_000, 100, 1),
            keyed("mset", writing, 2_000, 100, 8),
            keyed("mset", writing, 2_000, 1_024, 1),
            keyed("mdelete", reading, 1, 0, 64),
            keyed("mdelete", reading, 2_000, 0, 1),
            keyed("mdelete", reading, 2_000, 0, 8),
            listing(100_000, 100),
            listing(100_000, 1_024),
            prefix(100_000, 100),
            prefix(100_000, 1_024))
        .map(Costs::withoutOneKeyARequest)
        .toList();
  }

  /** Its requests are those of the calls of one key. */
  private static Scenario withoutOneKeyARequest(Scenario scenario) {
    return scenario.without(Requests.ONE_KEY_A_REQUEST);
  }

  static void measure(Scenario scenario, Plan plan, Figures figures) throws RunnerException {
    scenario.measure(
        plan,
        (way, result) -> {
          double keys = scenario.keys();
          figures.add(
              scenario.name(), way + MICROSECONDS, score(result, CpuProfiler.MICROSECONDS) / keys);
          figures.add(scenario.name(), way + BYTES, score(result, "gc.alloc.rate.norm") / keys);
        });
    System.out.println(scenario.name());
    for (String way : scenario.ways().keySet()) {
      double micros = figures.median(scenario.name(), way + MICROSECONDS);
      double bytes = figures.median(scenario.name(), way + BYTES);
      System.out.printf(
          "  %-22s %8.2f us %5.2f %,10.0f B %5.2f%n",
          way,
          micros,
          ratios(figures, scenario.name(), way + MICROSECONDS, MICROSECONDS).median(),
          bytes,
          ratios(figures, scenario.name(), way + BYTES, BYTES).median());
    }
  }

  /** The store's cost divided by that of {@code other}, round by round. */
  static Series ratios(Figures figures, String scenario, String other, String what) {
    return figures
        .find(scenario, Requests.STORE + what)
        .orElseThrow()
        .dividedBy(figures.find(scenario, other).orElseThrow());
  }

  @SuppressWarnings("rawtypes") // JMH's name for it
  private static double score(RunResult result, String name) {
    Map<String, Result> secondary = result.getSecondaryResults();
    return secondary.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(name))
        .mapToDouble(entry -> entry.getValue().getScore())
        .findFirst()
        .orElseThrow();
  }
}
