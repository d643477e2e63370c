package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
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
 * then completes the future. If a thread waits in {@code get} or {@code join} and nothing else
 * depends on the future, that thread completes it instead. This saves waking a second thread, which
 * would take longer than everything else that a call of one key does; and callers that wait on
 * threads of the executor cannot exhaust it.
 *
 * @param <R> what the backend gave
 * @param <T> what the caller gets
 */
final class Call<R extends @Nullable Object, T extends @Nullable Object>
    extends CompletableFuture<T> {

  /** The constructor registers one itself. */
  private static final int OWN_DEPENDENTS = 1;

  private final Executor executor;
  private final Function<? super R, ? extends T> finish;
  private final CallerContext caller = CallerContext.current();

  private final AtomicBoolean isFinished = new AtomicBoolean();

  /**
   * Set once: by a thread that waits for the outcome, or to the outcome itself when that is there.
   */
  private final AtomicReference<@Nullable CompletableFuture<R>> arrival = new AtomicReference<>();

  /**
   * @param executor takes every task, and never throws
   */
  Call(Executor executor, Function<? super R, ? extends T> finish, Cancellation cancellation) {
    this.executor = executor;
    this.finish = finish;
    var unused =
        whenComplete(
            (value, failure) -> {
              cancellation.cancel();
              wakeWaiter();
            });
  }

  /**
   * Takes the outcome of the work.
   *
   * @param failure as the caller is to see it
   */
  void arrived(R value, @Nullable Throwable failure) {
    CompletableFuture<R> outcome = new CompletableFuture<>();
    complete(outcome, value, failure);
    if (arrival.compareAndSet(null, outcome)) {
      finishOnExecutor(value, failure);
      return;
    }
    CompletableFuture<R> waiter = arrival.get();
    if (waiter != null) {
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
        arrivalOf(outcome).join();
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
        arrivalOf(outcome).get();
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
      arrivalOf(outcome).get(timeout, unit);
    } finally {
      settle(outcome);
    }
    return super.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /**
   * A future for the outcome, which this thread may take; null if it may not. An outcome that is
   * there already and waits for the executor may be taken too: this may be the only thread of it.
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

  /** Completes with {@code outcome}, and never fails. */
  private static CompletableFuture<@Nullable Void> arrivalOf(CompletableFuture<?> outcome) {
    return outcome.handle((value, failure) -> null);
  }

  /** Finishes the call here, or leaves that to the executor if this thread has given up. */
  private void settle(CompletableFuture<R> outcome) {
    if (outcome.isDone()) {
      var unused = outcome.whenComplete(this::finish);
    } else {
      var unused = outcome.whenComplete(this::finishOnExecutor);
    }
  }

  /** A thread that waits for the outcome has nothing to wait for once the call is done. */
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
            completeExceptionally(failure);
            return;
          }
          try {
            complete(finish.apply(value));
          } catch (Throwable e) { // the caller waits for an outcome, whatever it is
            completeExceptionally(e);
          }
        });
  }
}
