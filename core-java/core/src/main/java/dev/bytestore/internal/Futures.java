package dev.bytestore.internal;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Passes the outcome of work to the future of a caller. */
public final class Futures {

  private static final RareWarning REFUSALS =
      new RareWarning(
          LoggerFactory.getLogger(Futures.class),
          "an executor refused a task, so a thread of bytestore completes the call instead; {}"
              + " refusals since this was last logged, the latest: {}");

  private Futures() {}

  /**
   * Starts {@code work} and returns a new future for its outcome, which {@code executor} completes.
   * If that future is cancelled or completed before the outcome arrives, the {@link Cancellation}
   * of the work is set.
   */
  public static <T extends @Nullable Object> CompletableFuture<T> call(
      Executor executor, Function<Cancellation, CompletionStage<T>> work) {
    return call(executor, work, Function.identity());
  }

  /**
   * As {@link #call(Executor, Function)}, but {@code finish} makes the caller's result from the
   * result of the work. It runs on {@code executor}, because it may take too long for a thread of
   * the driver.
   */
  public static <R extends @Nullable Object, T extends @Nullable Object> CompletableFuture<T> call(
      Executor executor,
      Function<Cancellation, CompletionStage<R>> work,
      Function<? super R, ? extends T> finish) {
    return call(executor, work, finish, null);
  }

  /**
   * As {@link #call(Executor, Function)}, but tells {@code observation} how the call ends.
   *
   * @param observation null for none
   */
  public static <T extends @Nullable Object> CompletableFuture<T> observedCall(
      Executor executor,
      @Nullable CallObservation<? super T> observation,
      Function<Cancellation, CompletionStage<T>> work) {
    return call(executor, work, Function.identity(), observation);
  }

  private static <R extends @Nullable Object, T extends @Nullable Object> CompletableFuture<T> call(
      Executor executor,
      Function<Cancellation, CompletionStage<R>> work,
      Function<? super R, ? extends T> finish,
      @Nullable CallObservation<? super T> observation) {
    Cancellation cancellation = new Cancellation(observation);
    Call<R, T> own = new Call<>(task -> execute(executor, task), finish, cancellation, observation);
    start(() -> work.apply(cancellation))
        .whenComplete(
            (value, failure) -> own.arrived(value, failure == null ? null : unwrap(failure)));
    return own;
  }

  /**
   * Returns the stage that {@code work} returns. If {@code work} throws or returns null, returns a
   * failed stage.
   */
  public static <T extends @Nullable Object> CompletionStage<T> start(
      Supplier<? extends @Nullable CompletionStage<T>> work) {
    try {
      CompletionStage<T> started = work.get();
      return started == null
          ? CompletableFuture.failedStage(
              new NullPointerException("an asynchronous call returned null instead of a future"))
          : started;
    } catch (Throwable e) { // also an Error: a caller waits for the outcome
      return CompletableFuture.failedStage(e);
    }
  }

  /**
   * Calls {@code step} with the outcome of {@code stage}. A failure is unwrapped. If {@code step}
   * throws, {@code own} fails with that exception, so that no caller waits for {@code own} forever.
   */
  public static <T extends @Nullable Object> void whenDone(
      CompletionStage<T> stage, CompletableFuture<?> own, Outcome<? super T> step) {
    stage.whenComplete((value, failure) -> run(own, step, value, failure));
  }

  /** As {@link #whenDone(CompletionStage, CompletableFuture, Outcome)}, on {@code executor}. */
  public static <T extends @Nullable Object> void whenDone(
      CompletionStage<T> stage,
      Executor executor,
      CompletableFuture<?> own,
      Outcome<? super T> step) {
    CallerContext caller = CallerContext.current();
    stage.whenComplete(
        (value, failure) ->
            execute(executor, () -> caller.run(() -> run(own, step, value, failure))));
  }

  /**
   * Cancels {@code step} when {@code own} is done. If a caller cancelled {@code own}, or a timeout
   * completed it, no caller waits for the step any more. If the step is already done, nothing
   * happens.
   */
  public static void whenDoneCancel(CompletableFuture<?> own, CompletableFuture<?> step) {
    var unused = own.whenComplete((value, failure) -> step.cancel(true));
  }

  /** Takes the outcome of a stage: a value, or a failure that is not null. */
  @FunctionalInterface
  public interface Outcome<T extends @Nullable Object> {
    void accept(@Nullable T value, @Nullable Throwable failure);
  }

  private static <T extends @Nullable Object> void run(
      CompletableFuture<?> own,
      Outcome<? super T> step,
      @Nullable T value,
      @Nullable Throwable failure) {
    try {
      step.accept(value, failure == null ? null : unwrap(failure));
    } catch (Throwable e) { // also an Error: a caller waits for own
      own.completeExceptionally(e);
    }
  }

  /**
   * Runs {@code task} on {@code executor}. If that throws anything, runs it on the shared pool, and
   * if that throws too, on this thread. So an outcome is never lost.
   */
  public static void execute(Executor executor, Runnable task) {
    Once once = new Once(task);
    try {
      executor.execute(once);
    } catch (Throwable refusal) {
      try {
        CompletionExecutor.shared().execute(once);
      } catch (Throwable noThreads) {
        once.run();
      }
      REFUSALS.log(refusal.getClass().getName()); // afterwards, as logging may fail too
    }
  }

  /**
   * Returns an executor that runs tasks after {@code nanos}, on the threads of {@link
   * ResponseExecutor}. The JVM has only one timer thread, which must not be blocked. On the shared
   * pool, continuations of users might block all threads while they wait for the delayed task.
   */
  public static Executor later(long nanos) {
    return CompletableFuture.delayedExecutor(
        nanos, NANOSECONDS, task -> execute(ResponseExecutor.shared(), task));
  }

  /** Runs a task once, because an executor may accept a task and throw as well. */
  private static final class Once extends AtomicBoolean implements Runnable {
    private static final long serialVersionUID = 1L;

    private final transient Runnable task;

    Once(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (compareAndSet(false, true)) {
        task.run();
      }
    }
  }

  /** Completes {@code future} with the outcome of {@code stage}, the failure unwrapped. */
  public static <T extends @Nullable Object> void pass(
      CompletionStage<T> stage, CompletableFuture<T> future) {
    // A subclass, such as that of completedStage, may refuse to be asked.
    if (stage.getClass() == CompletableFuture.class
        && stage instanceof CompletableFuture<T> done
        && done.isDone()
        && !done.isCompletedExceptionally()) {
      future.complete(done.join());
    } else {
      stage.whenComplete((value, failure) -> complete(future, value, failure));
    }
  }

  /** Completes {@code future} with an outcome from {@code whenComplete}, the failure unwrapped. */
  static <T extends @Nullable Object> void complete(
      CompletableFuture<T> future, T value, @Nullable Throwable failure) {
    if (failure == null) {
      future.complete(value);
    } else {
      future.completeExceptionally(unwrap(failure));
    }
  }

  /** Returns the failure itself, without the {@link CompletionException}s around it. */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? unwrap(cause) : failure;
  }

  /**
   * Waits for {@code future} and throws its failure unwrapped. An exception with the stack trace of
   * this call is suppressed in the failure. If the thread is interrupted, the future is cancelled.
   * The future and the failure must not be shared with other callers.
   */
  public static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
    try {
      return awaitShared(future);
    } catch (Throwable failure) {
      mark(failure);
      throw failure;
    }
  }

  /** As {@link #await}, but adds nothing to the failure, because other callers get it too. */
  public static <T extends @Nullable Object> T awaitShared(CompletableFuture<T> future) {
    try {
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
      throw Futures.<RuntimeException>asUnchecked(failure);
    }
  }

  /**
   * Adds the stack trace of this call, once. An exception that was thrown before may be a constant,
   * which would grow with each call.
   */
  private static void mark(Throwable failure) {
    for (Throwable suppressed : failure.getSuppressed()) {
      if (suppressed instanceof CalledFrom) {
        return;
      }
    }
    failure.addSuppressed(new CalledFrom());
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E asUnchecked(Throwable failure) throws E {
    throw (E) failure;
  }

  /** Has the stack trace of a blocking call, for a failure that happened on another thread. */
  private static final class CalledFrom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CalledFrom() {
      super("the blocking call was made here");
    }
  }
}
