package dev.bytestore.internal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FuturesTest {

  private final CompletableFuture<String> work = new CompletableFuture<>();

  static List<Throwable> whatExecutorsThrow() {
    return List.of(
        new IllegalStateException("stopped"),
        new OutOfMemoryError("unable to create native thread"),
        new NoClassDefFoundError("gone"));
  }

  @ParameterizedTest
  @MethodSource("whatExecutorsThrow")
  void anOutcomeIsNotLostWhateverAnExecutorThrows(Throwable thrown) throws Exception {
    Executor broken =
        task -> {
          throw sneaky(thrown);
        };

    CompletableFuture<String> call = Futures.call(broken, cancellation -> work);
    CompletableFuture<String> continued = call.thenApply(value -> value + "!");
    work.complete("done");

    assertThat(continued.get(10, SECONDS)).isEqualTo("done!");
  }

  @Test
  void anExecutorThatRunsATaskAndThrowsDoesNotRunItTwice() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Executor runsAndThrows =
        task -> {
          task.run();
          throw new IllegalStateException("after all");
        };

    CompletableFuture<Integer> call =
        Futures.call(runsAndThrows, cancellation -> work, value -> runs.incrementAndGet());
    CompletableFuture<Integer> continued = call.thenApply(count -> count);
    work.complete("done");

    assertThat(continued.get(10, SECONDS)).isEqualTo(1);
    assertThat(runs).hasValue(1);
  }

  /**
   * Futures never complete on a thread of the backend. Earlier tests covered only executors that
   * accept every task.
   */
  @Test
  void aFullExecutorLeavesContinuationsToTheSharedPoolAndNotToTheThreadOfTheBackend()
      throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    ThreadPoolExecutor full = new ThreadPoolExecutor(1, 1, 0, SECONDS, new ArrayBlockingQueue<>(1));
    try {
      full.execute(() -> await(busy));
      full.execute(() -> {});

      AtomicReference<Thread> continuedOn = new AtomicReference<>();
      CompletableFuture<Void> continued =
          Futures.call(full, cancellation -> work)
              .thenAccept(value -> continuedOn.set(Thread.currentThread()));
      work.complete("done");
      continued.get(10, SECONDS);

      assertThat(CompletionExecutor.owns(continuedOn.get())).isTrue();
    } finally {
      busy.countDown();
      full.shutdownNow();
    }
  }

  @Test
  void workThatThrowsAnErrorOrGivesNullFailsTheCall() {
    assertThatThrownBy(
            () ->
                Futures.call(
                        Runnable::run,
                        cancellation -> {
                          throw new NoClassDefFoundError("gone");
                        })
                    .get(10, SECONDS))
        .hasCauseInstanceOf(NoClassDefFoundError.class);
    assertThatThrownBy(() -> Futures.call(Runnable::run, cancellation -> null).get(10, SECONDS))
        .hasCauseInstanceOf(NullPointerException.class);
  }

  @Test
  void whatAStepThrowsCompletesTheFutureItWasToComplete() {
    for (Executor executor : List.<Executor>of(Runnable::run, CompletionExecutor.shared())) {
      CompletableFuture<String> own = new CompletableFuture<>();
      Futures.whenDone(
          CompletableFuture.completedFuture("value"),
          executor,
          own,
          (value, failure) -> {
            throw new StackOverflowError();
          });

      assertThatThrownBy(() -> own.get(10, SECONDS)).hasCauseInstanceOf(StackOverflowError.class);
    }
  }

  @Test
  void aThreadThatWaitsTakesTheOutcomeWithoutTheExecutor() throws Exception {
    List<Runnable> handed = new ArrayList<>();
    CompletableFuture<String> joined = Futures.call(handed::add, cancellation -> work);
    CompletableFuture<String> got = Futures.call(handed::add, cancellation -> work);
    CompletableFuture<String> gotInTime = Futures.call(handed::add, cancellation -> work);
    Thread waiter = Thread.currentThread();
    CompletableFuture.runAsync(
        () -> {
          awaitWaiting(waiter);
          work.complete("done");
        });

    assertThat(joined.join()).isEqualTo("done");
    assertThat(handed).as("the completions of those for which nobody waited").hasSize(2);
    handed.forEach(Runnable::run);
    assertThat(got.get()).isEqualTo("done");
    assertThat(gotInTime.get(10, SECONDS)).isEqualTo("done");
  }

  @Test
  void aThreadThatGivesUpWaitingLeavesTheOutcomeToTheExecutor() throws Exception {
    CompletableFuture<String> call = Futures.call(Runnable::run, cancellation -> work);

    assertThatThrownBy(() -> call.get(1, MILLISECONDS)).isInstanceOf(TimeoutException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(call::get).isInstanceOf(InterruptedException.class);
    work.complete("late");

    assertThat(call.get(10, SECONDS)).isEqualTo("late");
  }

  @Test
  void cancellingACallWakesTheThreadThatJoinsIt() {
    CompletableFuture<String> call = Futures.call(Runnable::run, cancellation -> work);
    Thread waiter = Thread.currentThread();
    CompletableFuture.runAsync(
        () -> {
          awaitWaiting(waiter);
          call.cancel(false);
        });

    assertThatThrownBy(call::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void continuationsNeverRunOnTheThreadOfTheBackend() throws Exception {
    AtomicReference<Thread> continuedOn = new AtomicReference<>();
    AtomicReference<Thread> completedBy = new AtomicReference<>();
    CompletableFuture<String> call =
        Futures.call(CompletionExecutor.shared(), cancellation -> work);
    CompletableFuture<Void> continued =
        call.thenAccept(value -> continuedOn.set(Thread.currentThread()));
    CompletableFuture<Void> backend =
        CompletableFuture.runAsync(
            () -> {
              completedBy.set(Thread.currentThread());
              work.complete("done");
            });
    call.join();
    continued.get(10, SECONDS);
    backend.get(10, SECONDS);

    assertThat(continuedOn.get()).isNotSameAs(completedBy.get());
  }

  @Test
  void aFailureReachesThoseWhoWaitAsItIs() {
    IllegalStateException failure = new IllegalStateException("refused");
    work.completeExceptionally(failure);

    assertThatThrownBy(() -> Futures.call(Runnable::run, cancellation -> work).get())
        .isInstanceOf(ExecutionException.class)
        .hasCause(failure);
    assertThatThrownBy(() -> Futures.await(Futures.call(Runnable::run, cancellation -> work)))
        .isSameAs(failure);
  }

  @Test
  void anExceptionThatIsThrownAgainAndAgainDoesNotGrow() {
    IllegalStateException constant = new IllegalStateException("always the same");
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> Futures.await(CompletableFuture.failedFuture(constant)))
          .isSameAs(constant);
      assertThatThrownBy(() -> Futures.awaitShared(CompletableFuture.failedFuture(constant)))
          .isSameAs(constant);
    }

    assertThat(constant.getSuppressed()).hasSize(1);
  }

  @Test
  void continuationsOnTheSharedPoolFindTheClassesOfTheCaller() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader application = new URLClassLoader(new URL[0], before)) {
      Thread.currentThread().setContextClassLoader(application);
      CompletableFuture<ClassLoader> seen =
          Futures.call(CompletionExecutor.shared(), cancellation -> work)
              .thenApply(value -> Thread.currentThread().getContextClassLoader());
      Thread.currentThread().setContextClassLoader(before);
      CompletableFuture.runAsync(() -> work.complete("done"));

      assertThat(seen.get(10, SECONDS)).isSameAs(application);
      assertThat(
              CompletableFuture.supplyAsync(
                      () -> Thread.currentThread().getContextClassLoader(),
                      CompletionExecutor.shared())
                  .get(10, SECONDS))
          .isSameAs(ClassLoader.getSystemClassLoader());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  void aStepIsCancelledWhenTheFutureThatNeedsItIsDone() {
    List<Consumer<CompletableFuture<String>>> ends =
        List.of(
            own -> own.cancel(true),
            own -> own.complete("by other means"),
            own -> own.completeExceptionally(new TimeoutException()));
    for (Consumer<CompletableFuture<String>> end : ends) {
      CompletableFuture<String> own = new CompletableFuture<>();
      CompletableFuture<String> step = new CompletableFuture<>();

      Futures.whenDoneCancel(own, step);
      end.accept(own);

      assertThat(step).isCancelled();
    }
  }

  @Test
  void aStepGoesOnUntilThatFutureIsDoneAndKeepsAnOutcomeThatItHas() {
    CompletableFuture<String> own = new CompletableFuture<>();
    CompletableFuture<String> step = new CompletableFuture<>();

    Futures.whenDoneCancel(own, step);

    assertThat(step).isNotDone();
    step.complete("value");
    own.cancel(true);
    assertThat(step).isCompletedWithValue("value");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitWaiting(Thread thread) {
    Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
