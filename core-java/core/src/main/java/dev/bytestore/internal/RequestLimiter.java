package dev.bytestore.internal;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of requests in flight to the size of a window, over all calls that share the
 * limiter.
 *
 * <p>Calls take turns and send one request per turn, so a small call does not wait until a large
 * one ends. Every second turn goes to a call that has not had a turn yet, so a new call does not
 * wait until each of many others has had one.
 *
 * <p>A call leaves the queue at once if it is cancelled or one of its requests fails. It fails if
 * it waits longer than the {@link WaitLimit} while no request succeeds.
 *
 * <p>The limiter has no thread of its own. The thread that makes a call, or the one that completes
 * an earlier request, sends the next requests.
 */
public final class RequestLimiter {

  private final InFlightWindow window;
  private final Object lock = new Object();
  private final TurnQueue queue = new TurnQueue();
  private final StallWatch stalls;
  private final AtomicInteger inFlight = new AtomicInteger();

  /**
   * Set on a thread while it sends. If a request completes at once on that thread, the loop that is
   * running sends the next one, so the stack does not grow.
   */
  private final ThreadLocal<boolean[]> sending = ThreadLocal.withInitial(() -> new boolean[1]);

  RequestLimiter(int limit) {
    this(limit, WaitLimit.NONE);
  }

  /** Makes a limiter that always allows {@code limit} requests in flight. */
  public RequestLimiter(int limit, WaitLimit waitLimit) {
    this(InFlightWindow.fixed(limit), waitLimit);
  }

  /**
   * Makes a limiter that allows as many requests in flight as the current size of {@code window}.
   */
  public RequestLimiter(InFlightWindow window, WaitLimit waitLimit) {
    this.window = window;
    this.stalls = new StallWatch(lock, queue, waitLimit);
  }

  /**
   * Sends the requests 0 to {@code count - 1} in order, each when its turn comes. Once a request
   * has failed or {@code cancellation} is set, no further request is sent, and the call does not
   * wait any more.
   *
   * @return a future that completes when none of the requests is in flight any more, on the thread
   *     that completed the last one. After one failure, it fails with that failure. After several,
   *     it fails with a new {@code CompletionException} whose cause is the first failure and in
   *     which the next few are suppressed; nothing is added to the failures themselves, because
   *     other calls may share them. If the call waits longer than the {@link WaitLimit} allows, it
   *     fails with the exception of that limit
   */
  public <R> CompletableFuture<@Nullable Void> run(
      int count,
      Cancellation cancellation,
      IntFunction<? extends CompletionStage<? extends R>> send,
      ResultConsumer<? super R> results) {
    return run(
        count,
        System.nanoTime(),
        cancellation,
        cancellation::isCancelled,
        send,
        OutcomeConsumer.of(results));
  }

  /**
   * As the other {@code run}, but sends no further request once {@code stopped} returns true, which
   * it must do if {@code cancellation} is set, and passes failures to {@code outcomes} too.
   *
   * @param waitsSince when the call began to wait, by {@link System#nanoTime}
   */
  public <R> CompletableFuture<@Nullable Void> run(
      int count,
      long waitsSince,
      Cancellation cancellation,
      BooleanSupplier stopped,
      IntFunction<? extends CompletionStage<? extends R>> send,
      OutcomeConsumer<? super R> outcomes) {
    Batch<R> batch = new Batch<>(count, waitsSince, stopped, send, outcomes);
    if (count == 0) {
      batch.done.complete(null);
      return batch.done;
    }
    synchronized (lock) {
      queue.add(batch);
    }
    sendWaiting();
    if (!queue.isEmpty() && stalls.watch(batch)) {
      cancellation.onCancel(() -> leave(batch), batch.done);
    }
    return batch.done;
  }

  /**
   * Takes a place for a request that is sent at once, if the window has room and no call waits.
   * Costs less than {@link #run}. Call {@link #release} when the request has ended.
   */
  public boolean tryAcquire() {
    return queue.isEmpty() && tryTake(window.size());
  }

  /** Gives back a place of {@link #tryAcquire}, and sends the requests that wait for it. */
  public void release() {
    inFlight.decrementAndGet();
    sendWaiting();
  }

  private void sendWaiting() {
    if (queue.isEmpty()) {
      return;
    }
    boolean[] isSending = sending.get();
    if (isSending[0]) {
      return;
    }
    isSending[0] = true;
    try {
      int sent = 0;
      while (!queue.isEmpty() && sendNext(sent)) {
        sent++;
      }
    } finally {
      isSending[0] = false;
    }
  }

  private boolean tryTake(int places) {
    int taken = inFlight.get();
    while (taken < places) {
      if (inFlight.compareAndSet(taken, taken + 1)) {
        return true;
      }
      taken = inFlight.get();
    }
    return false;
  }

  /** Sends the next request if the window has room for it. Returns whether to call this again. */
  private boolean sendNext(int sentByThisThread) {
    Batch<?> batch;
    int request = -1;
    int places = window.size();
    synchronized (lock) {
      // A caller's thread should not send requests of others for long. The threads that complete
      // the requests in flight send the next ones.
      boolean hasSentEnough = sentByThisThread >= places && inFlight.get() > 0;
      if (hasSentEnough || !tryTake(places)) {
        if (inFlight.get() >= places) {
          window.isFull();
        }
        return false;
      }
      batch = queue.next();
      if (batch != null && batch.mayContinue()) {
        request = batch.next++;
        batch.inFlight++;
        if (batch.next < batch.count) {
          queue.add(batch);
        }
      } else {
        inFlight.decrementAndGet();
      }
      queue.turnEnded();
      if (batch == null) {
        return false;
      }
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
          Throwable problem = null;
          try {
            batch.outcomes.accept(
                request, result, failure == null ? null : Futures.unwrap(failure));
          } catch (Throwable e) { // also an Error: a caller waits for the call
            problem = e;
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
      inFlight.decrementAndGet();
      batch.inFlight--;
      if (failure != null) {
        batch.failed(Futures.unwrap(failure));
      }
      if (batch.queued && !batch.mayContinue()) {
        queue.remove(batch); // its caller should not wait for a turn to learn that
      }
      return batch.inFlight == 0 && !batch.queued;
    }
  }

  /** Removes a call that nobody waits for from the queue. */
  private void leave(Batch<?> batch) {
    synchronized (lock) {
      if (!batch.queued) {
        return;
      }
      queue.remove(batch);
      if (batch.inFlight > 0) {
        return;
      }
    }
    batch.complete();
  }

  public int requestsInFlight() {
    return inFlight.get();
  }

  /** The number of requests that wait for their turn, over all calls. */
  public long requestsWaiting() {
    synchronized (lock) {
      return queue.requests();
    }
  }

  /** How many requests may be in flight at the moment. */
  public int currentLimit() {
    return window.size();
  }

  /** Tells the limiter that the server works: it did what a request asked for, or refused it. */
  public void progressed() {
    stalls.progressed();
  }

  /**
   * Returns since when no request has succeeded while a call waited: the time of the last success,
   * or {@code start} if that is later. Both are times of {@link System#nanoTime}.
   */
  public long withoutProgressSince(long start) {
    return stalls.withoutProgressSince(start);
  }
}
