package dev.bytestore.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.benchmark.Figures.Series;
import dev.bytestore.benchmark.Scenario.Plan;
import java.time.Duration;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Checks in a few seconds that the benchmarks still run, and that a key does not cost the store
 * much more than the hand-written loop. The bounds are generous, as other programs may share the
 * machine. It writes no figures.
 *
 * <p>{@code ./mvnw -Pbenchmarks -pl core-java/system-tests -am -Dbenchmarks.check.skip=false}
 */
public final class CostCheck {

  private static final double MOST = 1.5;

  private static final Plan PLAN =
      new Plan(
          Duration.ofSeconds(2),
          3,
          Duration.ofSeconds(3),
          TimeValue.milliseconds(300),
          List.of(CpuProfiler.class, GCProfiler.class));

  private CostCheck() {}

  /** Exits with 1 if a way fails or a key costs the store too much. */
  public static void main(String[] arguments) {
    int exit = 0;
    try {
      check();
    } catch (Throwable e) { // any, because the JVM would not end by itself
      e.printStackTrace();
      exit = 1;
    }
    System.exit(exit);
  }

  private static void check() throws RunnerException {
    Figures figures = Figures.of("check");
    int checked = 0;
    for (Scenario scenario :
        List.of(
            Scenarios.keyed("mget", Scenarios.READING, 400, 100, 1),
            Scenarios.keyed("mset", Scenarios.WRITING, 100, 100, 1),
            Scenarios.keyed("mdelete", Scenarios.READING, 100, 0, 1),
            Scenarios.listing(20_000, 100))) {
      // Many single writes at once may time out on a busy machine, and the loops do not retry.
      Costs.measure(
          scenario.without(Requests.ONE_KEY_A_REQUEST).without(Scenarios.ONE_AFTER_THE_OTHER),
          PLAN,
          figures);
      for (String what : List.of(Costs.MICROSECONDS, Costs.BYTES)) {
        Series ratios = Costs.ratios(figures, scenario.name(), Requests.CEILING + what, what);
        // Not the median: on a busy machine, some rounds mostly measure the JIT compiler.
        assertThat(ratios.lowerQuartile())
            .as("cost of %s%s, in hand-written loops", scenario.name(), what)
            .isLessThan(MOST);
        checked++;
      }
    }
    System.out.printf("Tests run: %d, Failures: 0, Errors: 0, Skipped: 0%n", checked);
  }
}
