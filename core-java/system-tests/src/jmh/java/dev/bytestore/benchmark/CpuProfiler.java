package dev.bytestore.benchmark;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Measures the processor time of this JVM per operation: of all its threads, also those of the
 * driver, the garbage collector and the compiler. The server is another process.
 */
public final class CpuProfiler implements InternalProfiler {

  /** The name of the result. */
  static final String MICROSECONDS = "cpu";

  private long before;

  @Override
  public String getDescription() {
    return "processor time of the process";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = CpuClock.nanos();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    // All operations, as the threads make some before and after those that JMH times.
    double micros = (CpuClock.nanos() - before) / 1e3 / result.getMetadata().getAllOps();
    return List.of(new ScalarResult(MICROSECONDS, micros, "us/op", AggregationPolicy.AVG));
  }
}
