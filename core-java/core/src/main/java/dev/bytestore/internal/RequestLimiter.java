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
 * Keeps the requests that are in flight within a window, over all calls that share it. Calls take
 * turns, one request each, so that a small call does not wait for a large one to end; and every
 * second turn is one of a call that has had none yet, so that neither does it wait for a turn of
 * each of many others.
 *
 * <p>It has no thread of its own: requests are sent by the thread that makes a call or by the one
 * that completes an earlier request.
 */
public final class RequestLimiter {

  /** How many failures of one call are kept: the first, and a few to look for a pattern in. */
  private static final int MAX_FAILURES = 4;

  private final InFlightWindow window;
  private final Object lock = new Object();

  /** Calls that have had no turn, and those that have. */
  private final Queue<Batch<?>> arrived = new ArrayDeque<>();

  private final Queue<Batch<?>> waiting = new ArrayDeque<>();
  private boolean arrivedGoFirst = true;
  private int inFlight;

  /**
   * Whether a call is in one of the queues. Set once each time that the lock is held, and read
   * without it: most often there is nothing to be sent.
   */
  private volatile boolean anyQueued;

  /**
   * Set on a thread that is sending. A request that completes at once, on the same thread, then
   * leaves the next one to the loop that runs already: the stack stays flat.
   */
  private final ThreadLocal<Boolean> sending = new ThreadLocal<>();

  /** A limiter that lets {@code limit} requests be in flight, however long they take. */
  public RequestLimiter(int limit) {
    this(InFlightWindow.fixed(limit));
  }

  /** A limiter that lets as many requests be in flight as {@code window} is wide at the time. */
  public RequestLimiter(InFlightWindow window) {
    this.window = window;
  }

  /** Takes the outcome of one request of a call. May be called by several threads at once. */
  @FunctionalInterface
  public interface ResultConsumer<R> {
    void accept(int request, R result);
  }

  /**
   * Sends the requests 0 to {@code count - 1} in order, each when its turn comes. After a failure,
   * or when {@code cancellation} is set, no further one is sent.
   *
   * @return completes when nothing is in flight any more, on the thread that completed the last
   *     request; with the first failure. When there were more, it fails with a {@code
   *     CompletionException} of its own whose cause is the first and in which the next few are
   *     suppressed: the failures themselves may belong to others, so nothing is added to them
   */
  public <R> CompletableFuture<@Nullable Void> run(
      int count,
      Cancellation cancellation,
      IntFunction<? extends CompletionStage<? extends R>> send,
      ResultConsumer<? super R> results) {
    return run(count, cancellation::isCancelled, send, results);
  }

  /** As the other {@code run}, where {@code stopped} says when no further request is to be sent. */
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
   * @return its result, or null when {@code cancellation} was set before it was sent
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

  /** Sends one request, if there is one to send and room for it. */
  private boolean sendNext(int sentByThisThread) {
    Batch<?> batch;
    int request = -1;
    int places = window.size();
    synchronized (lock) {
      if (inFlight >= places) {
        window.isFull();
        return false;
      }
      // A caller's thread is not kept for the requests of others: what is in flight goes on by
      // itself.
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
    } catch (Throwable e) { // null or an error in place of a stage must give the place free too
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

  /** Gives the request's place free and tells whether it was the last of its batch. */
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

  /** One call's requests; everything that changes is guarded by the limiter's lock. */
  private static final class Batch<R> {

    final int count;
    final BooleanSupplier stopped;
    final IntFunction<? extends CompletionStage<? extends R>> send;
    final ResultConsumer<? super R> results;
    final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    int next;
    int inFlight;
    boolean queued;

    /** The first few that are not the same. */
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
