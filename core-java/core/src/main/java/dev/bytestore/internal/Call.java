package dev.bytestore.internal;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The future that a caller gets. The outcome arrives on a thread of the backend, and the executor
 * then completes the future.
 *
 * <p>If a thread waits in {@code get} or {@code join} and nothing else depends on the future, that
 * thread completes it instead. That saves waking a second thread, which would take longer than the
 * rest of a call of one key. It also means that callers that wait on threads of the executor cannot
 * exhaust it.
 *
 * @param <R> the result of the backend
 * @param <T> the result that the caller gets
 */
final class Call<R extends @Nullable Object, T extends @Nullable Object>
    extends CompletableFuture<T> {

  /** The constructor registers one dependent. */
  private static final int OWN_DEPENDENTS = 1;

  private final Executor executor;
  private final Function<? super R, ? extends T> finish;
  private final Cancellation cancellation;
  private final @Nullable CallObservation<? super T> observation;
  private final CallerContext caller = CallerContext.current();

  private final AtomicBoolean isFinished = new AtomicBoolean();

  /**
   * Set once: to a future of the thread that waits for the outcome, or to the outcome if it arrives
   * before a thread waits.
   */
  private final AtomicReference<@Nullable CompletableFuture<R>> arrival = new AtomicReference<>();

  /**
   * @param executor accepts every task and never throws
   * @param observation null for none
   */
  Call(
      Executor executor,
      Function<? super R, ? extends T> finish,
      Cancellation cancellation,
      @Nullable CallObservation<? super T> observation) {
    this.executor = executor;
    this.finish = finish;
    this.cancellation = cancellation;
    this.observation = observation;
    var unused = whenComplete((value, failure) -> completed());
  }

  private void completed() {
    cancellation.cancel();
    wakeWaiter();
    if (observation != null) {
      observation.cancelled(); // a caller can complete a future in ways that cannot be overridden
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    callerEndsIt();
    return super.cancel(mayInterruptIfRunning);
  }

  @Override
  public boolean complete(T value) {
    callerEndsIt();
    return super.complete(value);
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    callerEndsIt();
    return super.completeExceptionally(failure);
  }

  /** The observation must end before the future completes. */
  private void callerEndsIt() {
    if (observation != null && !isDone()) {
      observation.cancelled();
    }
  }

  /**
   * Passes the outcome of the work to the caller.
   *
   * @param failure the exception that the caller gets, null on success
   */
  void arrived(R value, @Nullable Throwable failure) {
    CompletableFuture<R> waiter = arrival.get();
    if (waiter == null) {
      CompletableFuture<R> outcome = new CompletableFuture<>();
      complete(outcome, value, failure);
      waiter = arrival.compareAndExchange(null, outcome);
    }
    if (waiter == null) {
      finishOnExecutor(value, failure);
    } else {
      complete(waiter, value, failure);
    }
  }

  private static <R extends @Nullable Object> void complete(
      CompletableFuture<R> outcome, R value, @Nullable Throwable failure) {
    if (failure == null) {
      outcome.complete(value);
    } else {
      outcome.completeExceptionally(failure);
    }
  }

  @Override
  public T join() {
    CompletableFuture<R> outcome = claim();
    if (outcome != null) {
      try {
        outcome.join();
      } catch (CompletionException | CancellationException e) {
        // The call itself throws it below.
      } finally {
        settle(outcome);
      }
    }
    return super.join();
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    CompletableFuture<R> outcome = claim();
    if (outcome != null) {
      try {
        outcome.get();
      } catch (ExecutionException | CancellationException e) {
        // The call itself throws it below.
      } finally {
        settle(outcome);
      }
    }
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<R> outcome = claim();
    if (outcome == null) {
      return super.get(timeout, unit);
    }
    long deadline = System.nanoTime() + unit.toNanos(timeout);
    try {
      outcome.get(timeout, unit);
    } catch (ExecutionException | CancellationException e) {
      // The call itself throws it below.
    } finally {
      settle(outcome);
    }
    return super.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /**
   * Returns a future for the outcome if this thread may complete the call, else null. It may also
   * take an outcome that has arrived and waits for the executor, because this thread may be the
   * only thread of that executor.
   */
  private @Nullable CompletableFuture<R> claim() {
    if (isDone() || getNumberOfDependents() > OWN_DEPENDENTS) {
      return null;
    }
    CompletableFuture<R> outcome = new CompletableFuture<>();
    if (!arrival.compareAndSet(null, outcome)) {
      CompletableFuture<R> arrived = arrival.get();
      return arrived != null && arrived.isDone() ? arrived : null;
    }
    if (isDone()) {
      wakeWaiter();
    }
    return outcome;
  }

  /**
   * Finishes the call on this thread. If the thread has stopped waiting before the outcome arrived,
   * the executor finishes it.
   */
  private void settle(CompletableFuture<R> outcome) {
    if (outcome.isDone() && !outcome.isCompletedExceptionally()) {
      finish(outcome.join(), null);
    } else if (outcome.isDone()) {
      var unused = outcome.whenComplete(this::finish);
    } else {
      var unused = outcome.whenComplete(this::finishOnExecutor);
    }
  }

  /** Wakes a thread that waits for the outcome of a call that is already done. */
  private void wakeWaiter() {
    CompletableFuture<R> waiter = arrival.get();
    if (waiter != null) {
      waiter.cancel(false);
    }
  }

  private void finishOnExecutor(R value, @Nullable Throwable failure) {
    if (!isDone()) {
      executor.execute(() -> finish(value, failure));
    }
  }

  private void finish(R value, @Nullable Throwable failure) {
    if (isDone() || !isFinished.compareAndSet(false, true)) {
      return;
    }
    caller.run(
        () -> {
          if (failure != null) {
            fail(failure);
            return;
          }
          try {
            succeed(finish.apply(value));
          } catch (Throwable e) { // the caller must get an outcome, even if it is an Error
            fail(e);
          }
        });
  }

  private void succeed(T result) {
    if (observation != null) {
      observation.succeeded(result);
    }
    super.complete(result);
  }

  private void fail(Throwable failure) {
    if (observation != null) {
      observation.failed(failure);
    }
    super.completeExceptionally(failure);
  }
}
