package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of the in-flight limit for a request, with responses that arrive at once.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=org.openjdk.jmh.Main \
 *     "-Dbenchmarks=RequestLimiterBenchmark -prof gc -t 2"
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestLimiterBenchmark {

  private static final int REQUESTS = 1_000;

  private final RequestLimiter limiter = new RequestLimiter(256);
  private final CompletableFuture<Integer> answer = CompletableFuture.completedFuture(1);

  /** A request of a call with many requests. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public Object requestOfMany() {
    return limiter
        .run(REQUESTS, new Cancellation(), request -> answer, (request, result) -> {})
        .join();
  }

  /** The request of a call with one request. */
  @Benchmark
  public Object onlyRequest() {
    return limiter.run(1, new Cancellation(), request -> answer, (request, result) -> {}).join();
  }
}
