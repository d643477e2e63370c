package dev.bytestore.cassandra;

import dev.bytestore.internal.Cancellation;
import java.time.Duration;
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
 * The cost of a request without the driver's part, with responses that arrive at once: waiting for
 * its turn, the adaptive window, and the check whether it must be retried.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=org.openjdk.jmh.Main \
 *     "-Dbenchmarks=RequestSenderBenchmark -prof gc -t 2"
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestSenderBenchmark {

  private static final int REQUESTS = 1_000;

  private final RequestSender sender = new RequestSender("ks.t", 256, () -> Duration.ofSeconds(10));
  private final CompletableFuture<Integer> answer = CompletableFuture.completedFuture(1);

  /** A request of a call with many requests. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public Object requestOfMany() {
    return sender
        .run(REQUESTS, new Cancellation(), (request, timeout) -> answer, (request, result) -> {})
        .toCompletableFuture()
        .join();
  }

  /** The request of a call with one request. */
  @Benchmark
  public Object onlyRequest() {
    return sender.runOne(new Cancellation(), timeout -> answer).toCompletableFuture().join();
  }
}
