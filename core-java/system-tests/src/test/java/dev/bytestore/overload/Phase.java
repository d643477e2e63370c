package dev.bytestore.overload;

import dev.bytestore.overload.SmallCaller.Small;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What was measured while the server was in one state.
 *
 * @param smallCalls the calls of one key that were started
 */
record Phase(
    String name,
    double seconds,
    long calls,
    Map<String, Integer> failedCalls,
    long requests,
    double requestMillis,
    double longestRequestMillis,
    Map<String, Integer> failedRequests,
    int mostInFlight,
    double meanWindow,
    double longestCallMillis,
    List<CompletableFuture<Small>> smallCalls) {

  double requestsPerSecond() {
    return requests / seconds;
  }

  double callsPerSecond() {
    return calls / seconds;
  }

  /** Returns the milliseconds that so many in a hundred calls of one key do not exceed. */
  double small(int percent) {
    List<Double> ascending = small().map(Small::milliseconds).sorted().toList();
    int rank = (ascending.size() * percent + 99) / 100;
    return ascending.get(rank - 1);
  }

  /** Returns the call of one key before whose request the most requests of others were sent. */
  Small mostOvertaken() {
    return small()
        .max(Comparator.comparingLong(call -> call.others() - 2L * call.waiting()))
        .orElseThrow();
  }

  private Stream<Small> small() {
    return smallCalls.stream().map(CompletableFuture::join);
  }
}
