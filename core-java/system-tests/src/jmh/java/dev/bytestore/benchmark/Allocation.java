package dev.bytestore.benchmark;

import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures what the client allocates per key.
 *
 * <p>{@code ./mvnw -Pbenchmarks "-Dbenchmarks=allocation"}
 */
public final class Allocation {

  static final String PART = "allocation";
  static final String DRIVER = "driver";
  private static final int KEYS = 2_000;

  private Allocation() {}

  /** Measures everything and writes the figures. */
  public static void main(String[] arguments) throws RunnerException {
    Figures figures = Figures.of(PART);
    requests("Mget", "driver", figures);
    requests("Mset", "ceiling", figures);
    requests("Mdelete", "ceiling", figures);
    figures.write();
    System.exit(0);
  }

  /**
   * @param driver the method of the benchmark that uses only the driver and keeps no results
   */
  private static void requests(String operation, String driver, Figures figures)
      throws RunnerException {
    requests(operation, Requests.STORE, "store", figures);
    requests(operation, DRIVER, driver, figures);
  }

  private static void requests(String operation, String way, String method, Figures figures)
      throws RunnerException {
    ChainedOptionsBuilder options =
        profiled("\\b%sBenchmark\\.%s$".formatted(operation, method))
            .param("keys", String.valueOf(KEYS))
            .forks(0)
            .warmupIterations(5)
            .measurementIterations(5);
    if (!operation.equals("Mdelete")) {
      options.param("valueBytes", "100");
    }
    double bytes = allocated(new Runner(options.build()).runSingle()) / KEYS;
    String name = "%s of %,d keys, 100 B".formatted(operation.toLowerCase(Locale.ROOT), KEYS);
    figures.add(name, way, bytes);
    System.out.printf("%s, %s: %,.0f B per key%n", name, way, bytes);
  }

  private static ChainedOptionsBuilder profiled(String include) {
    return new OptionsBuilder()
        .include(include)
        .addProfiler(GCProfiler.class)
        .warmupTime(TimeValue.seconds(1))
        .measurementTime(TimeValue.seconds(1))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  @SuppressWarnings("rawtypes") // JMH's name for it
  private static double allocated(RunResult result) {
    Map<String, Result> secondary = result.getSecondaryResults();
    return secondary.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
        .mapToDouble(entry -> entry.getValue().getScore())
        .findFirst()
        .orElseThrow();
  }
}
