package dev.bytestore.overload;

import dev.bytestore.overload.SmallCaller.Small;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a run found.
 *
 * @param recoverySeconds how long it took until the server, which ran normally again, answered half
 *     as many requests as it did on average from then on
 * @param callsLeft the calls that still waited at the end
 * @param placesTaken the places in the limit of requests in flight that stayed taken
 */
record Report(
    int callers,
    int limit,
    Phase normal,
    Phase throttled,
    Phase recovered,
    double recoverySeconds,
    Frozen.Result frozen,
    double heapBefore,
    double heapAfter,
    int callsLeft,
    int placesTaken) {

  private static final double MAX_RECOVERY_SECONDS = 10;

  private static final double MAX_LEFT_MEGABYTES = 8;

  /** Returns what is wrong. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Phase phase : List.of(normal, throttled, recovered)) {
      check(problems, phase.failedCalls().isEmpty(), "calls failed: " + phase.failedCalls());
      check(problems, phase.mostInFlight() <= limit, "more requests in flight than the limit");
      check(
          problems,
          phase.mostOvertaken().others() <= allowed(phase.mostOvertaken()),
          "%s: too many requests before a small call: %s"
              .formatted(phase.name(), phase.mostOvertaken()));
    }
    check(
        problems,
        recovered.requestsPerSecond() > normal.requestsPerSecond() / 4
            && recovered.meanWindow() > throttled.meanWindow() / 2,
        "the store did not recover");
    check(
        problems,
        timedOut(throttled) <= throttled.requests() / 20,
        "more than a twentieth of the requests timed out: " + throttled.failedRequests());
    check(problems, recoverySeconds <= MAX_RECOVERY_SECONDS, "it took too long to recover");
    problems.addAll(frozen.problems());
    check(problems, heapAfter - heapBefore <= MAX_LEFT_MEGABYTES, "memory was not released");
    check(problems, callsLeft == 0, "calls were left in the queue");
    check(problems, placesTaken == 0, "places in flight stayed taken");
    return problems;
  }

  private static void check(List<String> problems, boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  private static int timedOut(Phase phase) {
    return phase.failedRequests().values().stream().mapToInt(count -> count).sum();
  }

  /**
   * How many requests of others may be sent before that of a small call. Every second turn goes to
   * a new call, so at most two requests go first for each call that waits. The limit is for calls
   * that arrive after the waiting ones were counted and before the small call did.
   */
  private int allowed(Small call) {
    return 2 * call.waiting() + limit;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    row(text, "", Phase::name);
    text.append("|---|---:|---:|---:|\n");
    row(text, "seconds", phase -> number(phase.seconds()));
    row(text, "requests/s", phase -> number(phase.requestsPerSecond()));
    row(text, "calls/s, 20 keys each", phase -> number(phase.callsPerSecond()));
    row(text, "limit of requests in flight, mean", phase -> number(phase.meanWindow()));
    row(text, "requests in flight, most", phase -> number(phase.mostInFlight()));
    row(text, "response time of a request, mean, ms", phase -> number(phase.requestMillis()));
    row(text, "requests that timed out and were retried", phase -> failures(phase));
    row(text, "calls that failed", phase -> number(sum(phase.failedCalls())));
    row(text, "longest call of 20 keys, ms", phase -> number(phase.longestCallMillis()));
    row(text, "call of one key, p50, ms", phase -> number(phase.small(50)));
    row(text, "call of one key, p99, ms", phase -> number(phase.small(99)));
    row(text, "call of one key, longest, ms", phase -> number(phase.small(100)));
    row(text, "calls that waited before it, and requests sent before its own", Report::overtaken);
    text.append('\n');
    line(text, "half of the normal requests/s after, s", "%.1f".formatted(recoverySeconds));
    text.append(frozen);
    line(text, "heap before and after, MB", "%.0f, %.0f".formatted(heapBefore, heapAfter));
    line(text, "calls left in the queue", callsLeft);
    line(text, "places in flight left", placesTaken);
    problems().forEach(problem -> line(text, "PROBLEM", problem));
    return text.toString();
  }

  private static String overtaken(Phase phase) {
    Small call = phase.mostOvertaken();
    return "%d, %d".formatted(call.waiting(), call.others());
  }

  private static String failures(Phase phase) {
    return phase.failedRequests().isEmpty()
        ? "0"
        : phase.failedRequests().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(count -> count).sum();
  }

  private void row(StringBuilder text, String name, Function<Phase, String> cell) {
    text.append(
        "| %s | %s | %s | %s |%n"
            .formatted(name, cell.apply(normal), cell.apply(throttled), cell.apply(recovered)));
  }

  static void line(StringBuilder text, String what, Object value) {
    text.append("%-45s %s%n".formatted(what, value));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%,.0f", value);
  }
}
