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

/** How a call's result reaches its caller. */
public final class Futures {

  private static final RareWarning REFUSALS =
      new RareWarning(
          LoggerFactory.getLogger(Futures.class),
          "an executor refused to complete a call, so bytestore's own pool completes it; {} times"
              + " since this was last logged, the latest: {}");

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
    Call<R, T> own = new Call<>(task -> execute(executor, task), finish, cancellation);
    start(() -> work.apply(cancellation))
        .whenComplete(
            (value, failure) -> own.arrived(value, failure == null ? null : unwrap(failure)));
    return own;
  }

  /**
   * What {@code work} starts. When it throws, or gives null in place of a stage, that is a stage
   * that failed.
   */
  public static <T extends @Nullable Object> CompletionStage<T> start(
      Supplier<? extends @Nullable CompletionStage<T>> work) {
    try {
      CompletionStage<T> started = work.get();
      return started == null
          ? CompletableFuture.failedStage(
              new NullPointerException("an asynchronous call returned null instead of a future"))
          : started;
    } catch (Throwable e) { // an error too is an outcome, which somebody waits for
      return CompletableFuture.failedStage(e);
    }
  }

  /**
   * Calls {@code step} with the outcome of {@code stage}, a failure unwrapped. If {@code step}
   * throws, {@code own} fails with what it threw, so that nobody waits for {@code own} in vain.
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
   * Cancels {@code step} when {@code own} is done: nobody waits for the step any more if the caller
   * cancelled {@code own} or a timeout completed it. If the step is done by then, nothing happens.
   */
  public static void whenDoneCancel(CompletableFuture<?> own, CompletableFuture<?> step) {
    var unused = own.whenComplete((value, failure) -> step.cancel(true));
  }

  /** Takes what came of a stage: a value, or a failure. */
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
    } catch (Throwable e) { // whoever waits for own has to hear of it, whatever it is
      own.completeExceptionally(e);
    }
  }

  /**
   * Runs {@code task} on {@code executor}; on the shared pool when that does not take it, whatever
   * it throws; and here when nothing else is left: an outcome is never lost.
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
   * Runs what it is given after {@code nanos}. Not on the JVM's timer thread, which is one for all,
   * and not where users' continuations may hold all threads while they wait for what is put off.
   */
  public static Executor later(long nanos) {
    return CompletableFuture.delayedExecutor(
        nanos, NANOSECONDS, task -> execute(ResponseExecutor.shared(), task));
  }

  /** An executor may take a task and throw all the same. */
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
   * Waits for {@code future}, and throws its failure as it is, with the place of the wait
   * suppressed in it. An interrupt cancels the future. Both future and failure are to be the
   * caller's own.
   */
  public static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
    try {
      return awaitShared(future);
    } catch (Throwable failure) {
      mark(failure);
      throw failure;
    }
  }

  /** As {@link #await}, for a failure that others get as well: nothing is added to it. */
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

  /** Adds nothing to an exception that came this way before: it may be a constant. */
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

  /** Marks the place of a blocking call in a failure that happened on another thread. */
  private static final class CalledFrom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CalledFrom() {
      super("the blocking call was made here");
    }
  }
}
