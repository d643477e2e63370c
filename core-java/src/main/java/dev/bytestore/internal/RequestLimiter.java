package dev.bytestore.internal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the requests that are in flight at a limit, over all calls that share it. Calls take turns,
 * one request each, so that a small call does not wait for a large one to end; and every second
 * turn is one of a call that has had none yet, so that neither does it wait for a turn of each of
 * many others.
 *
 * <p>It has no thread of its own: requests are sent by the thread that makes a call or by the one
 * that completes an earlier request.
 */
public final class RequestLimiter {

  private final int limit;
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

  public RequestLimiter(int limit) {
    this.limit = Arguments.positive(limit, "limit");
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
   *     request; with the first failure, further ones being suppressed in it
   */
  public <R> CompletableFuture<@Nullable Void> run(
      int count,
      Cancellation cancellation,
      IntFunction<? extends CompletionStage<? extends R>> send,
      ResultConsumer<? super R> results) {
    Batch<R> batch = new Batch<>(count, cancellation, send, results);
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
    synchronized (lock) {
      // A caller's thread is not kept for the requests of others: what is in flight goes on by
      // itself.
      if (inFlight >= limit || (sentByThisThread >= limit && inFlight > 0)) {
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
    } catch (Throwable e) { // an error too must give the place free
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
    final Cancellation cancellation;
    final IntFunction<? extends CompletionStage<? extends R>> send;
    final ResultConsumer<? super R> results;
    final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    int next;
    int inFlight;
    boolean queued;
    @Nullable Throwable failure;

    Batch(
        int count,
        Cancellation cancellation,
        IntFunction<? extends CompletionStage<? extends R>> send,
        ResultConsumer<? super R> results) {
      this.count = count;
      this.cancellation = cancellation;
      this.send = send;
      this.results = results;
    }

    boolean mayContinue() {
      return failure == null && !cancellation.isCancelled();
    }

    void failed(Throwable problem) {
      if (failure == null) {
        failure = problem;
      } else if (failure != problem) {
        failure.addSuppressed(problem);
      }
    }

    void complete() {
      Throwable problem = failure;
      if (problem == null) {
        done.complete(null);
      } else {
        done.completeExceptionally(problem);
      }
    }
  }
}
