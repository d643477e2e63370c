package dev.bytestore.quickstart;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Prints each step of the quickstart with its rate, and the progress of steps that take long. */
public final class Steps implements AutoCloseable {

  private final PrintStream out;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "quickstart-progress");
            thread.setDaemon(true);
            return thread;
          });

  private @Nullable String step;
  private int count;
  private long startedAt;

  public Steps(PrintStream out) {
    this.out = out;
    var unused = ticker.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** Starts a step without a count. */
  public void start(String what) {
    start(what, 0);
  }

  /** Ends the current step, and starts one that handles {@code itemCount} entries. */
  public synchronized void start(String what, int itemCount) {
    end();
    step = what;
    count = itemCount;
    startedAt = System.nanoTime();
  }

  /** Ends the current step, if there is one, and prints it. */
  public synchronized void end() {
    if (step == null) {
      return;
    }
    double seconds = seconds();
    String rate = count == 0 ? "" : ", %,.0f per second".formatted(count / seconds);
    String what = count == 0 ? step : "%s %,d entries".formatted(step, count);
    out.printf("  %-40s %6.2f s%s%n", what, seconds, rate);
    step = null;
  }

  private synchronized void tick() {
    if (step != null && seconds() >= 1) {
      out.printf("  ... %s: %.0f s so far%n", step, seconds());
    }
  }

  private double seconds() {
    return (System.nanoTime() - startedAt) / 1e9;
  }

  /** Fails unless {@code values} are those of {@code keys}. */
  public void check(
      List<String> keys, List<byte @Nullable []> values, Map<String, byte[]> expected) {
    for (int i = 0; i < keys.size(); i++) {
      if (!Arrays.equals(values.get(i), expected.get(keys.get(i)))) {
        throw new IllegalStateException("read another value than was written for " + keys.get(i));
      }
    }
  }

  /** Fails unless {@code found} are the keys with {@code prefix}, each once. */
  public void checkPrefix(String prefix, Collection<String> found, Map<String, byte[]> expected) {
    Set<String> wanted = withPrefix(prefix, expected);
    if (found.size() != wanted.size() || !wanted.equals(new TreeSet<>(found))) {
      throw new IllegalStateException(
          "listing %s found %d keys, expected %d".formatted(prefix, found.size(), wanted.size()));
    }
  }

  /** The keys of {@code entries} that start with {@code prefix}. */
  public static Set<String> withPrefix(String prefix, Map<String, byte[]> entries) {
    Set<String> keys = new TreeSet<>(entries.keySet());
    keys.removeIf(key -> !key.startsWith(prefix));
    return keys;
  }

  /** Fails if {@code found} contains any key. */
  public void checkEmpty(Collection<String> found) {
    end();
    if (!found.isEmpty()) {
      throw new IllegalStateException(found.size() + " keys are left after all were deleted");
    }
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}
