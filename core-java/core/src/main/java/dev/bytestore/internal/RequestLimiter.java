package dev.bytestore.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of requests in flight to the size of a window, over all calls that share the
 * limiter.
 *
 * <p>Calls take turns and send one request per turn, so a small call does not wait until a large
 * one ends. Every second turn goes to a call that has not had a turn yet, so a new call does not
 * wait until each of many others has had one.
 *
 * <p>The limiter has no thread of its own. The thread that makes a call, or the one that completes
 * an earlier request, sends the next requests.
 */
public final class RequestLimiter {

  /** How many failures of one call are kept: the first, and a few more that may show a pattern. */
  private static final int MAX_FAILURES = 4;

  private final InFlightWindow window;
  private final Object lock = new Object();

  /** Calls that have not had a turn yet. */
  private final Queue<Batch<?>> arrived = new ArrayDeque<>();

  /** Calls that have had a turn and have more requests to send. */
  private final Queue<Batch<?>> waiting = new ArrayDeque<>();

  private boolean arrivedGoFirst = true;
  private int inFlight;

  /**
   * Whether a call is in one of the queues. Written while the lock is held and read without it,
   * because usually there is nothing to send.
   */
  private volatile boolean anyQueued;

  /**
   * Set on a thread while it sends. If a request completes at once on that thread, the loop that is
   * running sends the next one, so the stack does not grow.
   */
  private final ThreadLocal<Boolean> sending = new ThreadLocal<>();

  /** Makes a limiter that always allows {@code limit} requests in flight. */
  public RequestLimiter(int limit) {
    this(InFlightWindow.fixed(limit));
  }

  /**
   * Makes a limiter that allows as many requests in flight as the current size of {@code window}.
   */
  public RequestLimiter(InFlightWindow window) {
    this.window = window;
  }

  /** Takes the result of one request of a call. Several threads may call it at the same time. */
  @FunctionalInterface
  public interface ResultConsumer<R> {
    void accept(int request, R result);
  }

  /**
   * Sends the requests 0 to {@code count - 1} in order, each when its turn comes. Once a request
   * has failed or {@code cancellation} is set, no further request is sent.
   *
   * @return a future that completes when none of the requests is in flight any more, on the thread
   *     that completed the last one. After one failure, it fails with that failure. After several,
   *     it fails with a new {@code CompletionException} whose cause is the first failure and in
   *     which the next few are suppressed; nothing is added to the failures themselves, because
   *     other calls may share them
   */
  public <R> CompletableFuture<@Nullable Void> run(
      int count,
      Cancellation cancellation,
      IntFunction<? extends CompletionStage<? extends R>> send,
      ResultConsumer<? super R> results) {
    return run(count, cancellation::isCancelled, send, results);
  }

  /** As the other {@code run}, but sends no further request once {@code stopped} returns true. */
  public <R> CompletableFuture<@Nullable Void> run(
      int count,
      BooleanSupplier stopped,
      IntFunction<? extends CompletionStage<? extends R>> send,
      ResultConsumer<? super R> results) {
    Batch<R> batch = new Batch<>(count, stopped, send, results);
    if (count == 0) {
      batch.done.complete(null);
      return batch.done;
    }
    synchronized (lock) {
      enqueue(batch);
      anyQueued = true;
    }
    sendWaiting();
    return batch.done;
  }

  /**
   * Sends one request when its turn comes.
   *
   * @return its result, or null if {@code cancellation} was set before the request was sent
   */
  public <R> CompletableFuture<@Nullable R> runOne(
      Cancellation cancellation, Supplier<? extends CompletionStage<? extends R>> send) {
    AtomicReference<@Nullable R> answer = new AtomicReference<>();
    return this.<R>run(1, cancellation, i -> send.get(), (i, result) -> answer.set(result))
        .thenApply(done -> answer.get());
  }

  private void sendWaiting() {
    if (!anyQueued || sending.get() != null) {
      return;
    }
    sending.set(true);
    try {
      int sent = 0;
      while (anyQueued && sendNext(sent)) {
        sent++;
      }
    } finally {
      sending.remove();
    }
  }

  /** Sends the next request if the window has room for it. Returns whether to call this again. */
  private boolean sendNext(int sentByThisThread) {
    Batch<?> batch;
    int request = -1;
    int places = window.size();
    synchronized (lock) {
      if (inFlight >= places) {
        window.isFull();
        return false;
      }
      // A caller's thread should not send requests of others for long. The threads that complete
      // the requests in flight send the next ones.
      if (sentByThisThread >= places && inFlight > 0) {
        return false;
      }
      batch = nextInTurn();
      if (batch == null) {
        return false;
      }
      batch.queued = false;
      if (batch.mayContinue()) {
        request = batch.next++;
        batch.inFlight++;
        inFlight++;
        if (batch.next < batch.count) {
          enqueue(batch);
        }
      }
      anyQueued = !arrived.isEmpty() || !waiting.isEmpty();
      if (request < 0 && batch.inFlight > 0) {
        return true;
      }
    }
    if (request < 0) {
      batch.complete();
    } else {
      send(batch, request);
    }
    return true;
  }

  private void enqueue(Batch<?> batch) {
    batch.queued = true;
    (batch.next == 0 ? arrived : waiting).add(batch);
  }

  private @Nullable Batch<?> nextInTurn() {
    Queue<Batch<?>> first = arrivedGoFirst ? arrived : waiting;
    Queue<Batch<?>> second = arrivedGoFirst ? waiting : arrived;
    arrivedGoFirst = !arrivedGoFirst;
    Batch<?> batch = first.poll();
    return batch == null ? second.poll() : batch;
  }

  private <R> void send(Batch<R> batch, int request) {
    CompletionStage<? extends R> stage;
    try {
      stage = batch.send.apply(request);
      Objects.requireNonNull(stage, "a request returned null instead of a future");
    } catch (Throwable e) { // also for null or an Error, the place in the window must be freed
      stage = CompletableFuture.failedStage(e);
    }
    stage.whenComplete(
        (result, failure) -> {
          Throwable problem = failure;
          if (failure == null) {
            try {
              batch.results.accept(request, result);
            } catch (Throwable e) {
              problem = e;
            }
          }
          if (finished(batch, problem)) {
            batch.complete();
          }
          sendWaiting();
        });
  }

  /** Frees the place of a request. Returns whether it was the last request of its batch. */
  private boolean finished(Batch<?> batch, @Nullable Throwable failure) {
    synchronized (lock) {
      inFlight--;
      batch.inFlight--;
      if (failure != null) {
        batch.failed(Futures.unwrap(failure));
      }
      return batch.inFlight == 0 && !batch.queued;
    }
  }

  /** The requests of one call. The lock of the limiter guards all fields that change. */
  private static final class Batch<R> {

    final int count;
    final BooleanSupplier stopped;
    final IntFunction<? extends CompletionStage<? extends R>> send;
    final ResultConsumer<? super R> results;
    final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    int next;
    int inFlight;
    boolean queued;

    /** The first few failures, without repetitions of the same object. */
    List<Throwable> failures = List.of();

    Batch(
        int count,
        BooleanSupplier stopped,
        IntFunction<? extends CompletionStage<? extends R>> send,
        ResultConsumer<? super R> results) {
      this.count = count;
      this.stopped = stopped;
      this.send = send;
      this.results = results;
    }

    boolean mayContinue() {
      return failures.isEmpty() && !stopped.getAsBoolean();
    }

    void failed(Throwable problem) {
      if (failures.isEmpty()) {
        failures = List.of(problem);
      } else if (failures.size() < MAX_FAILURES && !isKnown(problem)) {
        failures = new ArrayList<>(failures);
        failures.add(problem);
      }
    }

    private boolean isKnown(Throwable problem) {
      for (Throwable failure : failures) {
        if (failure == problem) {
          return true;
        }
      }
      return false;
    }

    void complete() {
      if (failures.isEmpty()) {
        done.complete(null);
      } else if (failures.size() == 1) {
        done.completeExceptionally(failures.get(0));
      } else {
        CompletionException all = new CompletionException(failures.get(0));
        failures.subList(1, failures.size()).forEach(all::addSuppressed);
        done.completeExceptionally(all);
      }
    }
  }
}
