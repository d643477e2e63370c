package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of the hop to the pool on which futures complete, compared with a fork-join pool.
 *
 * <pre>{@code
 * ./mvnw -Pbenchmarks -Dbenchmarks.main=org.openjdk.jmh.Main "-Dbenchmarks=CompletionExecutorBenchmark"
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CompletionExecutorBenchmark {

  private static final int MANY = 1_000;

  @Param({"growing", "fork-join"})
  String pool;

  private Executor executor() {
    return pool.equals("growing") ? CompletionExecutor.shared() : ForkJoin.POOL;
  }

  /** One hop, and a thread that waits for it. */
  @Benchmark
  public Object one() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    executor().execute(() -> done.complete(true));
    return done.join();
  }

  /** One of many hops at the same time. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void oneOfMany() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(MANY);
    Executor executor = executor();
    for (int i = 0; i < MANY; i++) {
      executor.execute(done::countDown);
    }
    done.await();
  }

  private static final class ForkJoin {

    static final ForkJoinPool POOL =
        new ForkJoinPool(
            Math.max(4, Runtime.getRuntime().availableProcessors()),
            ForkJoinPool.defaultForkJoinWorkerThreadFactory,
            /* handler= */ null,
            /* asyncMode= */ true);
  }
}
