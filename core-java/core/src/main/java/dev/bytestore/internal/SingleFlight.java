package dev.bytestore.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Does work once for all callers that want the result for the same key at the same time. The first
 * caller is the leader: its work runs. The other callers are followers and wait for the result. The
 * leader and its followers form a flight.
 *
 * <p>If the work fails, all callers get the same exception object, to which nothing is added. The
 * flight is removed before the callers get the outcome, so the next call starts the work again. If
 * a caller leaves, the others still get the result. When the last caller leaves, the work is
 * cancelled.
 *
 * <p>No lock is held while work or a continuation runs. Work that waits for its own key never ends.
 *
 * @param <K> the key
 * @param <V> the result, which is not null
 */
public final class SingleFlight<K, V> {

  private final ConcurrentHashMap<K, Flight<V>> underWay = new ConcurrentHashMap<>();
  private final UnaryOperator<V> forFollowers;

  /**
   * @param forFollowers makes the result of a follower from that of the leader
   */
  public SingleFlight(UnaryOperator<V> forFollowers) {
    this.forFollowers = forFollowers;
  }

  /**
   * The callers of one run of the work. The {@code waiters} are those that have not left, with the
   * leader first. They change only inside {@code compute} of the map, which locks the key.
   */
  private static final class Flight<V> {
    final Cancellation cancellation = new Cancellation();
    final Set<Waiter<V>> waiters = new LinkedHashSet<>();
  }

  /** One caller in a flight. A leader has a flight of its own. */
  private static final class Waiter<V> {

    /** Fails with {@link Abandoned} if the caller must join again. */
    final CompletableFuture<V> outcome = new CompletableFuture<>();

    Flight<V> flight = new Flight<>();
    boolean isLeader = true;

    void follow(Flight<V> running) {
      flight = running;
      isLeader = false;
    }
  }

  /** The leader stopped, because it was interrupted or cancelled, so a follower takes over. */
  private static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super(
          "the leader was interrupted",
          null,
          /* enableSuppression= */ false,
          /* writableStackTrace= */ false);
    }
  }

  /**
   * Leads or follows without blocking a thread. If the leader leaves, its work goes on for the
   * followers.
   *
   * @param work stops when its {@link Cancellation} is set
   * @return a new future; cancelling it leaves the flight. The leader's future completes on the
   *     thread that completes the work, and the followers' futures on the shared pool
   */
  public CompletableFuture<V> callAsync(K key, Function<Cancellation, CompletionStage<V>> work) {
    CompletableFuture<V> own = new CompletableFuture<>();
    joinAsync(key, work, own);
    return own;
  }

  private void joinAsync(
      K key, Function<Cancellation, CompletionStage<V>> work, CompletableFuture<V> own) {
    Waiter<V> waiter = join(key);
    Flight<V> flight = waiter.flight;
    var unused = own.whenComplete((value, failure) -> leave(key, waiter));
    Futures.Outcome<V> arrived =
        (value, failure) -> {
          if (failure instanceof Abandoned) {
            joinAsync(key, work, own);
          } else if (failure != null) {
            own.completeExceptionally(failure);
          } else {
            V result = Objects.requireNonNull(value, "value");
            own.complete(waiter.isLeader ? result : forFollowers.apply(result));
          }
        };
    if (!waiter.isLeader) {
      // Followers continue and take over on the shared pool, not on the leader's thread.
      Futures.whenDone(waiter.outcome, CompletionExecutor.shared(), own, arrived);
      return;
    }
    Futures.whenDone(waiter.outcome, own, arrived);
    if (!flight.cancellation.isCancelled()) { // own may be cancelled when a follower takes over
      Futures.start(() -> work.apply(flight.cancellation))
          .whenComplete(
              (value, failure) ->
                  end(key, flight, outcome -> Futures.complete(outcome, value, failure)));
    }
  }

  /**
   * Leads or follows on the calling thread. If the leader is interrupted, or its work throws a
   * {@link CancellationException}, only the leader throws, and one of the followers takes over with
   * its own work.
   *
   * @throws CancellationException if this caller is a follower and is interrupted
   */
  public V call(K key, Supplier<V> work) {
    while (true) {
      Waiter<V> waiter = join(key);
      try {
        return waiter.isLeader
            ? lead(key, waiter.flight, work)
            : forFollowers.apply(Futures.awaitShared(waiter.outcome));
      } catch (Abandoned e) {
        // Join again, perhaps as the leader.
      } finally {
        leave(key, waiter);
      }
    }
  }

  private V lead(K key, Flight<V> flight, Supplier<V> work) {
    try {
      V value = work.get();
      end(key, flight, outcome -> outcome.complete(value));
      return value;
    } catch (Throwable failure) { // also an Error: followers wait for the outcome
      boolean isOwn =
          failure instanceof CancellationException || Thread.currentThread().isInterrupted();
      Throwable shared = isOwn ? new Abandoned() : failure;
      end(key, flight, outcome -> outcome.completeExceptionally(shared));
      throw failure;
    }
  }

  private Waiter<V> join(K key) {
    Waiter<V> waiter = new Waiter<>();
    underWay.compute(
        key,
        (k, running) -> {
          if (running != null) {
            waiter.follow(running);
          }
          waiter.flight.waiters.add(waiter);
          return waiter.flight;
        });
    return waiter;
  }

  private void end(K key, Flight<V> flight, Consumer<CompletableFuture<V>> complete) {
    List<Waiter<V>> waiters = new ArrayList<>();
    underWay.compute(
        key,
        (k, running) -> {
          waiters.addAll(flight.waiters);
          flight.waiters.clear();
          return running == flight ? null : running;
        });
    // The leader's continuations run on this thread and may take long, so the leader comes last.
    Collections.reverse(waiters);
    waiters.forEach(waiter -> complete.accept(waiter.outcome));
  }

  /** Removes a caller from its flight. Does nothing if the flight has ended. */
  private void leave(K key, Waiter<V> waiter) {
    Flight<V> flight = waiter.flight;
    boolean[] wasLast = new boolean[1];
    underWay.compute(
        key,
        (k, running) -> {
          wasLast[0] = flight.waiters.remove(waiter) && flight.waiters.isEmpty();
          return wasLast[0] && running == flight ? null : running;
        });
    if (wasLast[0]) { // not inside compute, because a cancelled future may call this method
      flight.cancellation.cancel();
    }
  }
}
