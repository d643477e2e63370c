package dev.bytestore.faults;

import dev.bytestore.faults.Call.Header;
import dev.bytestore.faults.Call.Listing;
import dev.bytestore.faults.Call.Outcome;
import dev.bytestore.faults.Call.Write;
import dev.bytestore.faults.Checker.Kind;
import dev.bytestore.faults.Checker.Violation;
import dev.bytestore.faults.Faults.Fault;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run found.
 *
 * @param leakedThreads the names of threads that did not end after the sessions were closed
 * @param placesInFlight the places in the limits of requests in flight that stayed taken
 */
record Report(
    List<Call> calls,
    List<Fault> faults,
    List<Violation> violations,
    List<String> leakedThreads,
    int placesInFlight) {

  private static final int VIOLATIONS_SHOWN = 20;

  /** Returns whether no promise was broken and nothing was leaked. */
  boolean isClean() {
    return violations.isEmpty() && leakedThreads.isEmpty() && placesInFlight == 0;
  }

  /** Returns the number of calls of each outcome. */
  Map<Outcome, Long> outcomes() {
    return count(headers().map(Header::outcome));
  }

  /** Returns the number of failures of each kind, also of pages of listings that went on. */
  Map<String, Long> failures() {
    return count(headers().flatMap(header -> header.failures().stream()));
  }

  /** Returns the longest time in which no call of any client succeeded. */
  Duration longestStall() {
    long longest = 0;
    long previous = headers().mapToLong(Header::start).min().orElse(0);
    long[] ends =
        headers().filter(h -> h.outcome() == Outcome.OK).mapToLong(Header::end).sorted().toArray();
    for (long end : ends) {
      longest = Math.max(longest, end - previous);
      previous = end;
    }
    return Duration.ofNanos(longest);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    line(text, "calls", calls.size() + " " + outcomes());
    line(text, "keys written or deleted", keys(Write::written));
    line(text, "keys unconfirmed", keys(Write::unconfirmed));
    line(text, "listings resumed", listings().filter(Listing::resumed).count());
    line(text, "faults", faults.size() + " " + count(faults.stream().map(Fault::kind)));
    line(text, "longest call", longestCall());
    line(text, "longest time without success", seconds(longestStall().toNanos()));
    line(text, "failures", failures());
    Map<Kind, Long> broken = count(violations.stream().map(Violation::kind));
    for (Kind kind : Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      line(text, name, broken.getOrDefault(kind, 0L));
    }
    line(text, "leaked threads", leakedThreads.size() + " " + leakedThreads);
    line(text, "places in flight afterwards", placesInFlight);
    violations.stream().limit(VIOLATIONS_SHOWN).forEach(v -> text.append(v).append('\n'));
    return text.toString();
  }

  private String longestCall() {
    return headers()
        .filter(header -> header.outcome() != Outcome.HUNG)
        .max(Comparator.comparingLong(Header::nanos))
        .map(header -> "%s, %s".formatted(seconds(header.nanos()), header.operation()))
        .orElse("none");
  }

  private long keys(Function<Write, Set<String>> which) {
    return calls.stream()
        .filter(Write.class::isInstance)
        .mapToLong(call -> which.apply((Write) call).size())
        .sum();
  }

  private Stream<Listing> listings() {
    return calls.stream().filter(Listing.class::isInstance).map(Listing.class::cast);
  }

  private Stream<Header> headers() {
    return calls.stream().map(Call::header);
  }

  private static <T> Map<T, Long> count(Stream<T> things) {
    return things.collect(
        Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  private static void line(StringBuilder text, String what, Object value) {
    text.append("%-30s %s%n".formatted(what, value));
  }
}
