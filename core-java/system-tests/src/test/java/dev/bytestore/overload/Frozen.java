package dev.bytestore.overload;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.RequestThrottlingException;
import dev.bytestore.cassandra.CassandraByteStore;
import dev.bytestore.testing.LimiterState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Calls to a server that stops for longer than the request timeout. Each call ends in time. What a
 * call wrote that failed because it never had a turn is not there afterwards.
 */
final class Frozen {

  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final CassandraByteStore store;
  private final int callers;
  private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();
  private final AtomicLong longestNanos = new AtomicLong();
  private final ConcurrentLinkedQueue<String> notSent = new ConcurrentLinkedQueue<>();

  Frozen(CassandraByteStore store, int callers) {
    this.store = store;
    this.callers = callers;
  }

  /**
   * What was found.
   *
   * @param cancelledLeft the calls of the queue that stayed in it although they were cancelled
   */
  record Result(
      int calls,
      Map<String, Integer> outcomes,
      double longestSeconds,
      int notSent,
      int notSentButWritten,
      int cancelledLeft) {

    /**
     * A call waits at most one request timeout for its turn, one for its first request, and one for
     * a request that was sent just before that one failed. On a busy machine, the client itself
     * takes some time.
     */
    private static final double MAX_SECONDS = 6 * REQUEST_TIMEOUT.toSeconds();

    List<String> problems() {
      List<String> problems = new ArrayList<>();
      if (longestSeconds > MAX_SECONDS) {
        problems.add("a call took %.1f s while the server did nothing".formatted(longestSeconds));
      }
      if (notSent == 0) {
        problems.add("no call failed because it had no turn: " + outcomes);
      }
      if (notSentButWritten > 0) {
        problems.add("writes that were not sent took effect");
      }
      if (cancelledLeft > 0) {
        problems.add("calls that were cancelled stayed in the queue");
      }
      return problems;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      Report.line(text, "calls while the server did nothing", calls + " " + outcomes);
      Report.line(text, "longest of them, s", "%.1f".formatted(longestSeconds));
      Report.line(
          text, "failed without being sent, and written", notSent + ", " + notSentButWritten);
      return text.toString();
    }
  }

  Result run(Throttle server) {
    store.blocking().mset(Callers.entries("first", 1)); // prepares the statements
    store.blocking().mget(List.of("first/0", "first/1"));
    LimiterState state = new LimiterState(store);
    server.stop();
    try {
      List<CompletableFuture<?>> calls = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        calls.add(write("frozen " + caller));
      }
      int waiting = state.callsWaiting();
      cancelSome();
      int cancelledLeft = state.callsWaiting() - waiting;
      await().atMost(LONGEST).until(() -> calls.stream().allMatch(CompletableFuture::isDone));
      return new Result(
          calls.size(),
          new TreeMap<>(outcomes),
          longestNanos.get() / 1e9,
          notSent.size(),
          written(server),
          cancelledLeft);
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException("calls wait for the server: " + outcomes, e);
    } finally {
      server.resume();
    }
  }

  private void cancelSome() {
    List<CompletableFuture<?>> calls = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      calls.add(store.mgetAsync(List.of("cancelled " + i)));
    }
    calls.forEach(call -> call.cancel(true));
  }

  private CompletableFuture<?> write(String name) {
    long start = System.nanoTime();
    return store
        .msetAsync(Callers.entries(name, 1))
        .handle(
            (done, failure) -> {
              longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
              String outcome = failure == null ? "ok" : failure.getClass().getSimpleName();
              outcomes.merge(outcome, 1, Integer::sum);
              if (failure instanceof RequestThrottlingException) {
                notSent.add(name);
              }
              return null;
            });
  }

  /** Returns how many of the calls that were not sent wrote something. */
  private int written(Throttle server) {
    server.resume();
    return (int)
        notSent.stream()
            .filter(
                name ->
                    store.blocking().mget(Callers.entries(name, 1).keySet()).stream()
                        .anyMatch(Objects::nonNull))
            .count();
  }
}
