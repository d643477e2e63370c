package dev.bytestore.benchmark;

import java.util.Collection;
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
 * Measures what the client allocates per key, and what the parts of the library cost that need no
 * server.
 *
 * <p>{@code ./mvnw -Pbenchmarks "-Dbenchmarks=allocation"}
 */
public final class Allocation {

  static final String PART = "allocation";
  static final String DRIVER = "driver";
  static final String NANOSECONDS = "ns";
  static final String BYTES = "bytes";
  private static final int KEYS = 2_000;

  private Allocation() {}

  /** Measures everything and writes the figures. */
  public static void main(String[] arguments) throws RunnerException {
    Figures figures = Figures.of(PART);
    requests("Mget", "driver", figures);
    requests("Mset", "ceiling", figures);
    requests("Mdelete", "ceiling", figures);
    for (String part : new String[] {"RequestLimiter", "RequestSender", "GenerationsCodec"}) {
      pieces(part + "Benchmark", figures);
    }
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

  private static void pieces(String benchmark, Figures figures) throws RunnerException {
    Collection<RunResult> results =
        new Runner(profiled("\\b%s\\.".formatted(benchmark)).build()).run();
    for (RunResult result : results) {
      String name = name(result);
      figures.add(name, NANOSECONDS, result.getPrimaryResult().getScore());
      figures.add(name, BYTES, allocated(result));
      System.out.printf(
          "%s: %,.0f ns, %,.0f B%n", name, figures.median(name, NANOSECONDS), allocated(result));
    }
  }

  private static String name(RunResult result) {
    String method = result.getParams().getBenchmark();
    String owner = method.substring(0, method.lastIndexOf('.'));
    StringBuilder name = new StringBuilder(owner.substring(owner.lastIndexOf('.') + 1));
    name.append('.').append(method.substring(method.lastIndexOf('.') + 1));
    for (String parameter : result.getParams().getParamsKeys()) {
      name.append(", %s %s".formatted(parameter, result.getParams().getParam(parameter)));
    }
    return name.toString();
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
