package dev.bytestore.faults;

import dev.bytestore.faults.Call.Header;
import dev.bytestore.faults.Checker.Kind;
import dev.bytestore.faults.Checker.Violation;
import dev.bytestore.faults.Faults.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run found.
 *
 * @param leftOver what the run left in memory
 */
record Report(
    CallFigures figures, List<Fault> faults, List<Violation> violations, LeftOver leftOver) {

  private static final int VIOLATIONS_SHOWN = 20;

  /**
   * What stays after the clients have stopped.
   *
   * @param threads the names of threads that did not end after the sessions were closed
   * @param placesInFlight the places in the limits of requests in flight that stayed taken
   * @param heapBefore bytes of the heap in use after the first calls
   * @param heapAfter bytes of the heap in use after the last call, without its history
   */
  record LeftOver(List<String> threads, int placesInFlight, long heapBefore, long heapAfter) {

    /**
     * More than what the driver and the JDK keep after a while. It is also less than what a run
     * would leave that kept 100 bytes for each of its keys.
     */
    static final long HEAP_GROWTH = 32L << 20;

    boolean isNothing() {
      return threads.isEmpty() && placesInFlight == 0 && heapAfter - heapBefore <= HEAP_GROWTH;
    }

    @Override
    public String toString() {
      return text("leaked threads", threads.size() + " " + threads)
          + text("places in flight afterwards", placesInFlight)
          + text(
              "heap in use", "%s at first, %s afterwards".formatted(mb(heapBefore), mb(heapAfter)));
    }

    private static String mb(long bytes) {
      return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
  }

  /** Returns whether no promise was broken and nothing was leaked. */
  boolean isClean() {
    return violations.isEmpty() && leftOver.isNothing();
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    lines.add(text("calls", figures.calls() + " " + figures.outcomes()));
    lines.add(text("keys written or deleted", figures.keysWritten()));
    lines.add(text("keys unconfirmed", figures.keysUnconfirmed()));
    lines.add(text("listings resumed", figures.listingsResumed()));
    lines.add(
        text("faults", faults.size() + " " + CallFigures.count(faults.stream().map(Fault::kind))));
    Header longest = figures.longestCall();
    lines.add(text("longest call", seconds(longest.nanos()) + ", " + longest.operation()));
    lines.add(text("longest time without success", seconds(figures.longestStall().toNanos())));
    lines.add(text("failures", figures.failures()));
    Map<Kind, Long> broken = CallFigures.count(violations.stream().map(Violation::kind));
    for (Kind kind : Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      lines.add(text(name, broken.getOrDefault(kind, 0L)));
    }
    lines.add(leftOver.toString());
    violations.stream().limit(VIOLATIONS_SHOWN).forEach(v -> lines.add(v + "\n"));
    return String.join("", lines);
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  private static String text(String what, Object value) {
    return "%-34s %s%n".formatted(what, value);
  }
}
