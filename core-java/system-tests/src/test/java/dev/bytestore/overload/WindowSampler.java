package dev.bytestore.overload;

import dev.bytestore.testing.LimiterState;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Averages how many requests a store may have in flight. */
final class WindowSampler {

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private long sum;
  private int samples;

  static WindowSampler start(LimiterState state, int millis) {
    WindowSampler sampler = new WindowSampler();
    sampler.timer.scheduleAtFixedRate(
        () -> sampler.add(state.window()), 0, millis, TimeUnit.MILLISECONDS);
    return sampler;
  }

  /** Stops, and returns the average. */
  double stop() throws InterruptedException {
    timer.shutdown();
    timer.awaitTermination(1, TimeUnit.MINUTES);
    return (double) sum / samples;
  }

  private void add(int size) {
    sum += size;
    samples++;
  }
}
