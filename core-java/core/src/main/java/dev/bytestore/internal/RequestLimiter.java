package dev.bytestore.internal;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

  /** A timer that runs longer would keep a store in memory that nobody uses any more. */
  private static final long LONGEST_TIMER_NANOS = Duration.ofMinutes(1).toNanos();

  /** So many times within the longest wait, the limiter looks which calls have waited too long. */
  private static final int LOOKS = 50;

  private final InFlightWindow window;
  private final WaitLimit waitLimit;
  private final Object lock = new Object();
  private final TurnQueue queue = new TurnQueue();
  private int inFlight;

  /** Whether a timer runs that looks which calls have waited too long. */
  private boolean watching;

  /** When a request last succeeded while a call waited, by {@link System#nanoTime}. */
  private volatile long lastProgress = System.nanoTime();

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
    this.waitLimit = waitLimit;
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
    return run(count, System.nanoTime(), cancellation, cancellation::isCancelled, send, results);
  }

  /**
   * As the other {@code run}, but sends no further request once {@code stopped} returns true, which
   * it must do if {@code cancellation} is set.
   *
   * @param waitsSince when the call began to wait, by {@link System#nanoTime}
   */
  public <R> CompletableFuture<@Nullable Void> run(
      int count,
      long waitsSince,
      Cancellation cancellation,
      BooleanSupplier stopped,
      IntFunction<? extends CompletionStage<? extends R>> send,
      ResultConsumer<? super R> results) {
    Batch<R> batch = new Batch<>(count, waitsSince, stopped, send, results);
    if (count == 0) {
      batch.done.complete(null);
      return batch.done;
    }
    synchronized (lock) {
      queue.add(batch);
      anyQueued = true;
    }
    sendWaiting();
    if (anyQueued && watch(batch)) {
      cancellation.onCancel(() -> leave(batch), batch.done);
    }
    return batch.done;
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
      batch = queue.next();
      if (batch == null) {
        return false;
      }
      if (batch.mayContinue()) {
        request = batch.next++;
        batch.inFlight++;
        inFlight++;
        if (batch.next < batch.count) {
          queue.add(batch);
        }
      }
      anyQueued = !queue.isEmpty();
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
      if (batch.queued && !batch.mayContinue()) {
        remove(batch); // its caller should not wait for a turn to learn that
      }
      return batch.inFlight == 0 && !batch.queued;
    }
  }

  private void remove(Batch<?> batch) {
    queue.remove(batch);
    anyQueued = !queue.isEmpty();
  }

  /** Removes a call that nobody waits for from the queue. */
  private void leave(Batch<?> batch) {
    synchronized (lock) {
      if (!batch.queued) {
        return;
      }
      remove(batch);
      if (batch.inFlight > 0) {
        return;
      }
    }
    batch.complete();
  }

  /** Tells the limiter that the server works: it did what a request asked for, or refused it. */
  public void progressed() {
    if (anyQueued) {
      lastProgress = System.nanoTime();
    }
  }

  /**
   * Returns since when no request has succeeded while a call waited: the time of the last success,
   * or {@code start} if that is later. Both are times of {@link System#nanoTime}.
   */
  public long withoutProgressSince(long start) {
    long progress = lastProgress;
    return progress - start > 0 ? progress : start;
  }

  /** Makes sure that {@code batch} does not wait too long. Returns whether it waits at all. */
  private boolean watch(Batch<?> batch) {
    long limit = waitLimit.nanos().getAsLong();
    synchronized (lock) {
      if (!batch.queued || watching || limit == Long.MAX_VALUE) {
        return batch.queued;
      }
      watching = true;
    }
    lookLater(limit, limit);
    return true;
  }

  private void lookLater(long nanos, long limit) {
    long pause = Math.min(LONGEST_TIMER_NANOS, Math.max(nanos, limit / LOOKS + 1));
    Futures.later(pause).execute(this::failStalled);
  }

  /** Fails the calls that have waited too long, if no request has succeeded for so long either. */
  private void failStalled() {
    long limit = waitLimit.nanos().getAsLong();
    List<Batch<?>> stalled = List.of();
    long left;
    boolean again;
    synchronized (lock) {
      long now = System.nanoTime();
      left = limit - (now - lastProgress);
      if (left <= 0) {
        stalled = queue.removeWaitingSince(now - limit);
      }
      anyQueued = !queue.isEmpty();
      watching = anyQueued;
      again = watching;
    }
    if (again) {
      lookLater(left, limit);
    }
    for (Batch<?> batch : stalled) {
      batch.failed(waitLimit.failure().get());
      batch.complete();
    }
  }
}
