package dev.bytestore.langchain4j;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Work that all who want the same at the same time share: one of them leads and does it, the others
 * wait. A waiter that leaves harms no other; with the last one the work itself is cancelled.
 *
 * @param <K> what is wanted
 * @param <V> what comes of it
 */
final class Flights<K, V> {

  private final ConcurrentHashMap<K, Flight<V>> underWay = new ConcurrentHashMap<>();

  /** Work under way. {@code waiters} changes only while the map holds the key's lock. */
  static final class Flight<V> {

    private final CompletableFuture<V> result = new CompletableFuture<>();
    private final CompletableFuture<V> outcome = new CompletableFuture<>();
    private int waiters = 1;
    private boolean isCancelled;
    private @Nullable CompletableFuture<?> step;

    private Flight() {}

    /** What the leader completes, in whatever way: with it the flight ends. */
    CompletableFuture<V> result() {
      return result;
    }

    /** A future of the caller's own. Its failure is {@link Abandoned} if there is no outcome. */
    CompletableFuture<V> outcome() {
      return outcome.copy();
    }

    /** What is done now, and is cancelled when nobody waits any more. */
    synchronized void step(CompletableFuture<?> step) {
      this.step = step;
      if (isCancelled) {
        step.cancel(true);
      }
    }

    private void cancel() {
      CompletableFuture<?> running;
      synchronized (this) {
        isCancelled = true;
        running = step;
      }
      if (running != null) {
        running.cancel(true);
      }
    }
  }

  /** A place in a flight. */
  record Seat<V>(Flight<V> flight, boolean isLeader) {}

  /** The one who led went away without an outcome, for a reason that is its own. */
  static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super(
          "another takes over",
          null,
          /* enableSuppression= */ false,
          /* writableStackTrace= */ false);
    }
  }

  /** A place in the flight to {@code key}, in a new one if there is none. */
  Seat<V> join(K key) {
    Flight<V> mine = new Flight<>();
    Flight<V> joined =
        underWay.compute(
            key,
            (k, running) -> {
              if (running == null) {
                return mine;
              }
              running.waiters++;
              return running;
            });
    if (joined == mine) {
      var unused = mine.result.whenComplete((value, failure) -> end(key, mine, value, failure));
    }
    return new Seat<>(joined, joined == mine);
  }

  /** Forgets the flight before its waiters hear of the end: who comes later starts anew. */
  private void end(K key, Flight<V> flight, V value, @Nullable Throwable failure) {
    underWay.remove(key, flight);
    if (failure == null) {
      flight.outcome.complete(value);
    } else {
      flight.outcome.completeExceptionally(failure);
    }
  }

  /** Gives a place up, and with the last one the work. After the work's end it does nothing. */
  void leave(K key, Flight<V> flight) {
    boolean[] isLast = new boolean[1];
    underWay.compute(
        key,
        (k, running) -> {
          flight.waiters--;
          isLast[0] = flight.waiters == 0;
          return isLast[0] && running == flight ? null : running;
        });
    // Not under the lock: what is cancelled runs continuations, which may come back here.
    if (isLast[0]) {
      flight.cancel();
    }
  }
}
