package dev.bytestore.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AsyncLoopTest {

  @Test
  void aMillionStepsThatAreDoneAtOnceLeaveTheStackFlat() {
    AtomicInteger steps = new AtomicInteger();

    CompletableFuture<Void> done =
        AsyncLoop.whileTrue(
            () -> CompletableFuture.completedFuture(steps.incrementAndGet() < 1_000_000));

    assertThat(done).isCompleted();
    assertThat(steps).hasValue(1_000_000);
  }

  @Test
  void aStepBeginsWhenTheOneBeforeItIsDone() {
    Queue<CompletableFuture<Boolean>> open = new ArrayDeque<>();
    CompletableFuture<Void> done =
        AsyncLoop.whileTrue(
            () -> {
              CompletableFuture<Boolean> step = new CompletableFuture<>();
              open.add(step);
              return step;
            });

    assertThat(open).hasSize(1);
    open.remove().complete(true);
    assertThat(open).hasSize(1);
    assertThat(done).isNotDone();
    open.remove().complete(false);
    assertThat(open).isEmpty();
    assertThat(done).isCompleted();
  }

  @Test
  void aStepThatFailsEndsTheLoopWithItsFailure() {
    IOException failure = new IOException();

    assertThatThrownBy(
            () -> AsyncLoop.whileTrue(() -> CompletableFuture.failedFuture(failure)).join())
        .isInstanceOf(CompletionException.class)
        .hasCause(failure);
  }

  @Test
  void aStepThatThrowsEndsTheLoopWithWhatItThrew() {
    assertThatThrownBy(
            () ->
                AsyncLoop.whileTrue(
                        () -> {
                          throw new IllegalStateException("no step");
                        })
                    .join())
        .hasRootCauseMessage("no step");
  }
}
