package dev.bytestore.faults;

import dev.bytestore.faults.Call.Header;
import dev.bytestore.faults.Call.Listing;
import dev.bytestore.faults.Call.Outcome;
import dev.bytestore.faults.Call.Write;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The figures of a history, which may itself be dropped then.
 *
 * @param failures the number of failures of each kind, also of pages of listings that went on
 * @param longestCall the header of the call that took longest, of those that ended
 * @param longestStall the longest time in which no call of any client succeeded
 */
record CallFigures(
    Map<Outcome, Long> outcomes,
    Map<String, Long> failures,
    long keysWritten,
    long keysUnconfirmed,
    long listingsResumed,
    Header longestCall,
    Duration longestStall) {

  static CallFigures of(List<Call> calls) {
    return new CallFigures(
        count(headers(calls).map(Header::outcome)),
        count(headers(calls).flatMap(header -> header.failures().stream())),
        keys(calls, Write::written),
        keys(calls, Write::unconfirmed),
        calls.stream().filter(call -> call instanceof Listing l && l.resumed()).count(),
        headers(calls)
            .filter(header -> header.outcome() != Outcome.HUNG)
            .max(Comparator.comparingLong(Header::nanos))
            .orElseThrow(() -> new IllegalArgumentException("no call ended")),
        longestStall(calls));
  }

  long calls() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  static <T> Map<T, Long> count(Stream<T> things) {
    return things.collect(
        Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  private static Duration longestStall(List<Call> calls) {
    long longest = 0;
    long previous = headers(calls).mapToLong(Header::start).min().orElse(0);
    long[] ends =
        headers(calls)
            .filter(header -> header.outcome() == Outcome.OK)
            .mapToLong(Header::end)
            .sorted()
            .toArray();
    for (long end : ends) {
      longest = Math.max(longest, end - previous);
      previous = end;
    }
    return Duration.ofNanos(longest);
  }

  private static long keys(List<Call> calls, Function<Write, Set<String>> which) {
    return calls.stream()
        .filter(Write.class::isInstance)
        .mapToLong(call -> which.apply((Write) call).size())
        .sum();
  }

  private static Stream<Header> headers(List<Call> calls) {
    return calls.stream().map(Call::header);
  }
}
