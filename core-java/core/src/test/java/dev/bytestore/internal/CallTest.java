package dev.bytestore.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallTest {

  /** The only thread of the executor waits, and the outcome arrived before that. */
  @Test
  void aThreadThatWaitsTakesAnOutcomeThatIsQueuedOnTheExecutor() throws Exception {
    Queue<Runnable> tasks = new ArrayDeque<>();
    AtomicInteger finished = new AtomicInteger();
    CompletableFuture<String> call =
        Futures.call(
            tasks::add,
            cancellation -> CompletableFuture.completedFuture("value"),
            value -> value + finished.incrementAndGet());

    assertThat(tasks).hasSize(1);
    assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo("value1");
    tasks.remove().run();
    assertThat(finished).hasValue(1);
  }

  @Test
  void anOutcomeThatIsQueuedWaitsForTheExecutorWhenThereAreContinuations() throws Exception {
    Queue<Runnable> tasks = new ArrayDeque<>();
    CompletableFuture<String> call =
        Futures.call(tasks::add, cancellation -> CompletableFuture.completedFuture("value"));
    CompletableFuture<String> continuation =
        call.thenApply(value -> Thread.currentThread().getName());

    assertThatThrownBy(() -> call.get(1, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    Thread executor = new Thread(tasks.remove(), "executor");
    executor.start();
    assertThat(continuation.get(60, TimeUnit.SECONDS)).isEqualTo("executor");
  }

  /** The waiting thread sees the failure of the work before the call itself has failed. */
  @Test
  void aThreadThatWaitsThrowsTheFailureOfTheCall() throws Exception {
    CompletableFuture<String> outcome = new CompletableFuture<>();
    CompletableFuture<String> call = Futures.call(Runnable::run, cancellation -> outcome);
    FutureTask<Throwable> waiter = new FutureTask<>(() -> catchThrowable(call::join));
    Thread thread = new Thread(waiter);
    thread.start();
    await().until(() -> thread.getState() == Thread.State.WAITING);

    outcome.completeExceptionally(new IllegalStateException("no luck"));

    assertThat(waiter.get(60, TimeUnit.SECONDS))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(call::get).hasCauseInstanceOf(IllegalStateException.class);
  }
}
