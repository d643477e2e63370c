package dev.bytestore.overload;

import java.util.ArrayList;
import java.util.List;

/** Measures how long it takes until a store sends as many requests again as its server can take. */
final class Recovery {

  private static final int SAMPLE_MILLIS = 250;

  /** How many requests were answered so far, at a time of {@link System#nanoTime}. */
  private record Sample(long nanos, long answered) {}

  private final Requests requests;
  private final List<Sample> samples = new ArrayList<>();

  Recovery(Requests requests) {
    this.requests = requests;
  }

  /** Watches for so many seconds, from the moment that the server runs normally again. */
  void watch(int seconds) throws InterruptedException {
    for (int i = 0; i <= seconds * 1_000 / SAMPLE_MILLIS; i++) {
      samples.add(new Sample(System.nanoTime(), requests.answered()));
      Thread.sleep(SAMPLE_MILLIS);
    }
  }

  /** Returns how long it took until half of the average rate was reached. */
  double seconds() {
    Sample first = samples.get(0);
    double average = rate(first, samples.get(samples.size() - 1));
    for (int i = 1; i < samples.size(); i++) {
      if (rate(samples.get(i - 1), samples.get(i)) >= average / 2) {
        return (samples.get(i).nanos() - first.nanos()) / 1e9;
      }
    }
    throw new IllegalStateException("no part is as fast as half of the whole");
  }

  private static double rate(Sample from, Sample to) {
    return (to.answered() - from.answered()) / (double) (to.nanos() - from.nanos());
  }
}
