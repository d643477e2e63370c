package dev.bytestore.internal;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a call's result reaches its caller. */
public final class Futures {

  private Futures() {}

  /**
   * Starts {@code work} and hands its outcome to a future of the caller's own, in one hop onto
   * {@code executor}. When the caller is done with that future first, the work's {@link
   * Cancellation} is set.
   */
  public static <T extends @Nullable Object> CompletableFuture<T> call(
      Executor executor, Function<Cancellation, CompletionStage<T>> work) {
    return call(executor, work, Function.identity());
  }

  /**
   * As {@link #call(Executor, Function)}, where {@code finish} makes the result out of what the
   * work gave, on {@code executor}: for what takes too long on a thread of the driver.
   */
  public static <R extends @Nullable Object, T extends @Nullable Object> CompletableFuture<T> call(
      Executor executor,
      Function<Cancellation, CompletionStage<R>> work,
      Function<? super R, ? extends T> finish) {
    Cancellation cancellation = new Cancellation();
    Call<R, T> own = new Call<>(finish);
    var unused = own.whenComplete((value, failure) -> cancellation.cancel());
    CompletionStage<R> outcome;
    try {
      outcome = work.apply(cancellation);
    } catch (RuntimeException e) {
      outcome = CompletableFuture.failedStage(e);
    }
    outcome.whenComplete((value, failure) -> own.arrived(executor, value, failure));
    return own;
  }

  /** Runs {@code task} on {@code executor}, or here when it refuses: an outcome is never lost. */
  public static void execute(Executor executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  /** Completes {@code future} with an outcome as {@code whenComplete} delivers it. */
  static <T extends @Nullable Object> void complete(
      CompletableFuture<T> future, T value, @Nullable Throwable failure) {
    if (failure == null) {
      future.complete(value);
    } else {
      future.completeExceptionally(unwrap(failure));
    }
  }

  /** The failure itself, without what {@link CompletableFuture} wraps around it. */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? unwrap(cause) : failure;
  }

  /**
   * Waits for {@code future}, which nobody else has, and throws its failure as it is, with the
   * place of the wait suppressed in it. An interrupt cancels the future.
   */
  public static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
    try {
      if (future instanceof Call<?, ?> call) {
        call.finishHere();
      }
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while waiting; the call was cancelled");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      Throwable failure = e.getCause() == null ? e : unwrap(e.getCause());
      failure.addSuppressed(new CalledFrom());
      throw Futures.<RuntimeException>asUnchecked(failure);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E asUnchecked(Throwable failure) throws E {
    throw (E) failure;
  }

  /** The future that a caller gets. */
  private static final class Call<R extends @Nullable Object, T extends @Nullable Object>
      extends CompletableFuture<T> {

    private final Function<? super R, ? extends T> finish;

    /** Set once: by the thread that waits for the outcome, or when the outcome is there. */
    private final AtomicReference<@Nullable CompletableFuture<R>> arrival = new AtomicReference<>();

    Call(Function<? super R, ? extends T> finish) {
      this.finish = finish;
    }

    void arrived(Executor executor, R value, @Nullable Throwable failure) {
      if (arrival.compareAndSet(null, new CompletableFuture<>())) {
        execute(executor, () -> finish(value, failure));
      } else {
        Futures.complete(Objects.requireNonNull(arrival.get()), value, failure);
      }
    }

    /**
     * Has this thread, which has to wait anyway, take the outcome without a hop to the executor:
     * waking another thread first takes longer than all else that is done for one key.
     */
    void finishHere() throws InterruptedException {
      CompletableFuture<R> outcome = new CompletableFuture<>();
      if (!arrival.compareAndSet(null, outcome)) {
        return;
      }
      R value;
      try {
        value = outcome.get();
      } catch (ExecutionException e) {
        completeExceptionally(e.getCause() == null ? e : e.getCause());
        return;
      }
      finish(value, null);
    }

    private void finish(R value, @Nullable Throwable failure) {
      if (failure != null) {
        completeExceptionally(unwrap(failure));
        return;
      }
      try {
        complete(finish.apply(value));
      } catch (Throwable e) { // the caller waits for an outcome, whatever it is
        completeExceptionally(e);
      }
    }
  }

  /** Marks the place of a blocking call in a failure that happened on another thread. */
  private static final class CalledFrom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CalledFrom() {
      super("the blocking call was made here");
    }
  }
}
