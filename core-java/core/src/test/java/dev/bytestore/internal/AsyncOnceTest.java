package dev.bytestore.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AsyncOnceTest {

  private final AtomicInteger starts = new AtomicInteger();
  private final AtomicReference<CompletableFuture<String>> work =
      new AtomicReference<>(new CompletableFuture<>());
  private final AsyncOnce<String> once =
      new AsyncOnce<>(
          () -> {
            starts.incrementAndGet();
            return work.get();
          },
          failure -> Failures.copyOf(failure, other -> other));

  @Test
  void allWhoAskGetTheOneResultInFuturesOfTheirOwn() {
    CompletableFuture<String> first = once.get();
    CompletableFuture<String> second = once.get();
    work.get().complete("done");

    assertThat(first).isCompletedWithValue("done").isNotSameAs(second);
    assertThat(second).isCompletedWithValue("done");
    assertThat(once.get()).isCompletedWithValue("done");
    assertThat(starts).hasValue(1);
  }

  @Test
  void cancellingOneHarmsNeitherTheOthersNorTheWork() {
    CompletableFuture<String> cancelled = once.get();
    CompletableFuture<String> other = once.get();

    cancelled.cancel(true);
    work.get().complete("done");

    assertThat(other).isCompletedWithValue("done");
    assertThat(once.get()).isCompletedWithValue("done");
  }

  @Test
  void afterAFailureTheNextToAskStartsAgain() {
    CompletableFuture<String> first = once.get();
    work.get().completeExceptionally(new IllegalStateException("no luck"));
    assertThatThrownBy(first::join).hasCauseInstanceOf(IllegalStateException.class);

    work.set(CompletableFuture.completedFuture("done"));

    assertThat(once.get()).isCompletedWithValue("done");
    assertThat(starts).hasValue(2);
  }

  @Test
  void workThatThrowsIsAFailureLikeAnyOther() {
    AsyncOnce<String> throwing =
        new AsyncOnce<>(
            () -> {
              throw new IllegalStateException("no luck");
            },
            failure -> failure);

    assertThatThrownBy(() -> throwing.get().join()).hasRootCauseMessage("no luck");
  }

  @Test
  void workThatThrowsAnErrorOrGivesNullFailsAndCanBeTriedAgain() {
    List<Supplier<CompletionStage<String>>> attempts =
        new ArrayList<>(
            List.of(
                () -> {
                  throw new NoClassDefFoundError("gone");
                },
                () -> null,
                () -> CompletableFuture.completedFuture("done")));
    AsyncOnce<String> troubled =
        new AsyncOnce<>(() -> attempts.remove(0).get(), failure -> failure);

    assertThat(troubled.get()).isCompletedExceptionally();
    assertThat(troubled.get()).isCompletedExceptionally();
    assertThat(troubled.get()).isCompletedWithValue("done");
  }

  @Test
  void eachWhoWaitedGetsAFailureOfHisOwn() {
    List<CompletableFuture<String>> waiting =
        IntStream.range(0, 100).mapToObj(i -> once.get()).toList();
    IllegalStateException shared = new IllegalStateException("no luck");
    shared.addSuppressed(new IllegalArgumentException("and a reason"));
    work.get().completeExceptionally(shared);

    Set<Throwable> failures = Collections.newSetFromMap(new IdentityHashMap<>());
    for (CompletableFuture<String> one : waiting) {
      Throwable failure = catchThrowable(() -> Futures.await(one));
      assertThat(failure)
          .isExactlyInstanceOf(IllegalStateException.class)
          .hasMessage("no luck")
          .hasNoCause();
      assertThat(failure.getSuppressed()).as("the reason, and this caller's stack").hasSize(2);
      failures.add(failure);
    }
    assertThat(failures).hasSize(100);
    assertThat(shared.getSuppressed()).hasSize(1);
  }

  @Test
  void aFailureThatCannotBeCopiedStillArrives() {
    AsyncOnce<String> hopeless =
        new AsyncOnce<>(
            () -> CompletableFuture.failedFuture(new IllegalStateException("no luck")),
            failure -> {
              throw new StackOverflowError();
            });

    assertThat(hopeless.get()).isCompletedExceptionally();
  }

  @Test
  void theNextStepGetsTheResultWhetherItExistsAlreadyOrNot() {
    CompletionStage<String> before = once.thenCompose(AsyncOnceTest::twice);
    work.get().complete("done");
    CompletionStage<String> after = once.thenCompose(AsyncOnceTest::twice);

    assertThat(before.toCompletableFuture()).isCompletedWithValue("donedone");
    assertThat(after.toCompletableFuture()).isCompletedWithValue("donedone");
    assertThat(starts).hasValue(1);
  }

  @Test
  void aNextStepThatThrowsFailsItsStage() {
    work.get().complete("done");
    assertThat(once.get()).isCompleted();

    CompletionStage<String> next =
        once.thenCompose(
            done -> {
              throw new IllegalStateException("no luck");
            });

    assertThat(next.toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void theNextStepIsNotTakenAfterAFailureAndTheWorkStartsAgain() {
    work.get().completeExceptionally(new IllegalStateException("no luck"));
    assertThat(once.thenCompose(AsyncOnceTest::twice).toCompletableFuture())
        .isCompletedExceptionally();

    work.set(CompletableFuture.completedFuture("done"));
    assertThat(once.thenCompose(AsyncOnceTest::twice).toCompletableFuture())
        .isCompletedWithValue("donedone");
  }

  private static CompletionStage<String> twice(String text) {
    return CompletableFuture.completedFuture(text + text);
  }
}
