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
 * Checks in a few seconds that the benchmarks still run, and that the store does not allocate much
 * more for a key than the hand-written loop. It only prints the microseconds, because they depend
 * on what else the machine does. It writes no figures.
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

  /** Exits with 1 if a way fails or the store allocates too much. */
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
      String bytes = Costs.BYTES;
      Series ratios = Costs.ratios(figures, scenario.name(), Requests.CEILING + bytes, bytes);
      // Not the median: in the first rounds, code that is not yet compiled allocates more.
      assertThat(ratios.lowerQuartile())
          .as("cost of %s%s, in hand-written loops", scenario.name(), bytes)
          .isLessThan(MOST);
      checked++;
    }
    System.out.printf("Tests run: %d, Failures: 0, Errors: 0, Skipped: 0%n", checked);
  }
}
