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
 * Work that is done once for all callers that want the result for one key at the same time. The
 * first caller is the leader: its work is the one that runs. The others are followers, which wait
 * for it.
 *
 * <p>A failure reaches all of them, as one exception object, to which nothing is added here. The
 * flight is forgotten before they learn of the result or the failure, so the next caller starts
 * anew. A caller that leaves harms no other; when the last one leaves, the work is cancelled.
 *
 * <p>No lock is held while work or a continuation runs. Work that waits for its own key never ends.
 *
 * @param <K> what the callers have in common
 * @param <V> the result, which is not null
 */
public final class SingleFlight<K, V> {

  private final ConcurrentHashMap<K, Flight<V>> underWay = new ConcurrentHashMap<>();
  private final UnaryOperator<V> forFollowers;

  /**
   * @param forFollowers makes what a follower gets out of the leader's result
   */
  public SingleFlight(UnaryOperator<V> forFollowers) {
    this.forFollowers = forFollowers;
  }

  /**
   * The work for one key. The {@code waiters} are those who have not left, the leader first; they
   * change only while the map holds the key's lock.
   */
  private static final class Flight<V> {
    final Cancellation cancellation = new Cancellation();
    final Set<Waiter<V>> waiters = new LinkedHashSet<>();
  }

  /** One caller in a flight, which is its own if it leads. */
  private static final class Waiter<V> {

    /** Fails with {@link Abandoned} if the caller has to join again. */
    final CompletableFuture<V> outcome = new CompletableFuture<>();

    Flight<V> flight = new Flight<>();
    boolean isLeader = true;

    void follow(Flight<V> running) {
      flight = running;
      isLeader = false;
    }
  }

  /** The leader stopped for a reason of its own, so another caller has to do the work. */
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
   * Leads or follows without blocking a thread. The work is the leader's, but goes on when only
   * followers are left.
   *
   * @param work stops when its {@link Cancellation} is set
   * @return a future of the caller's own; cancelling it leaves the flight. That of the leader
   *     completes on the thread where the work ends, those of followers on the shared pool.
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
      // A follower neither continues nor takes over on the leader's thread.
      Futures.whenDone(waiter.outcome, CompletionExecutor.shared(), own, arrived);
      return;
    }
    Futures.whenDone(waiter.outcome, own, arrived);
    if (!flight.cancellation.isCancelled()) { // own may be cancelled before a follower takes over
      Futures.start(() -> work.apply(flight.cancellation))
          .whenComplete(
              (value, failure) ->
                  end(key, flight, outcome -> Futures.complete(outcome, value, failure)));
    }
  }

  /**
   * Leads or follows on the calling thread. A leader that is interrupted, or whose work throws a
   * {@link CancellationException}, throws what its work threw, and one of the followers takes over
   * with its own work.
   *
   * @throws CancellationException if a follower is interrupted
   */
  public V call(K key, Supplier<V> work) {
    while (true) {
      Waiter<V> waiter = join(key);
      try {
        return waiter.isLeader
            ? lead(key, waiter.flight, work)
            : forFollowers.apply(Futures.awaitShared(waiter.outcome));
      } catch (Abandoned e) {
        // The next flight may have this caller as its leader.
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
    } catch (Throwable failure) { // followers wait for an outcome, whatever it is
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
    // The leader's continuations run here and may take long, so the leader comes last.
    Collections.reverse(waiters);
    waiters.forEach(waiter -> complete.accept(waiter.outcome));
  }

  /** Takes a caller out of its flight. After the flight's end it does nothing. */
  private void leave(K key, Waiter<V> waiter) {
    Flight<V> flight = waiter.flight;
    boolean[] wasLast = new boolean[1];
    underWay.compute(
        key,
        (k, running) -> {
          wasLast[0] = flight.waiters.remove(waiter) && flight.waiters.isEmpty();
          return wasLast[0] && running == flight ? null : running;
        });
    if (wasLast[0]) { // not under the lock, as what is cancelled may call this again
      flight.cancellation.cancel();
    }
  }
}
