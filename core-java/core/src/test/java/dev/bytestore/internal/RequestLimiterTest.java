package dev.bytestore.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestLimiterTest {

  private final Cancellation never = new Cancellation();
  private final Queue<CompletableFuture<String>> pending = new ArrayDeque<>();
  private final List<String> sent = new ArrayList<>();

  private CompletableFuture<String> send(String name) {
    sent.add(name);
    CompletableFuture<String> answer = new CompletableFuture<>();
    pending.add(answer);
    return answer;
  }

  private void answerOne() {
    pending.remove().complete("answer");
  }

  @Test
  void noMoreThanTheLimitIsInFlight() {
    RequestLimiter limiter = new RequestLimiter(3);

    CompletableFuture<?> done = limiter.run(5, never, i -> send("r" + i), (i, answer) -> {});

    assertThat(sent).containsExactly("r0", "r1", "r2");
    answerOne();
    assertThat(sent).containsExactly("r0", "r1", "r2", "r3");
    IntStream.range(0, 3).forEach(i -> answerOne());
    assertThat(done).isNotDone();
    answerOne();
    assertThat(done).isCompleted();
  }

  @Test
  void callsTakeTurns() {
    RequestLimiter limiter = new RequestLimiter(1);
    limiter.run(4, never, i -> send("large" + i), (i, answer) -> {});
    CompletableFuture<?> small = limiter.run(1, never, i -> send("small"), (i, answer) -> {});
    limiter.run(2, never, i -> send("other" + i), (i, answer) -> {});

    while (!pending.isEmpty()) {
      answerOne();
    }

    assertThat(sent)
        .containsExactly("large0", "large1", "small", "large2", "other0", "large3", "other1");
    assertThat(small).isCompleted();
  }

  @Test
  void aNewCallDoesNotWaitForATurnOfEachOfManyOthers() {
    RequestLimiter limiter = new RequestLimiter(1);
    for (int call = 0; call < 100; call++) {
      limiter.run(10, never, i -> send("large"), (i, answer) -> {});
    }
    IntStream.range(0, 300).forEach(i -> answerOne());

    limiter.run(1, never, i -> send("small"), (i, answer) -> {});
    IntStream.range(0, 2).forEach(i -> answerOne());

    assertThat(sent).contains("small");
  }

  @Test
  void newCallsLeaveEverySecondTurnToThoseThatWait() {
    RequestLimiter limiter = new RequestLimiter(1);
    limiter.run(20, never, i -> send("large"), (i, answer) -> {});
    IntStream.range(0, 50)
        .forEach(call -> limiter.run(1, never, i -> send("new"), (i, answer) -> {}));

    IntStream.range(0, 39).forEach(i -> answerOne());

    assertThat(sent).filteredOn("large"::equals).hasSize(20);
  }

  @Test
  void aMillionRequestsThatCompleteAtOnceNeedNoStack() {
    RequestLimiter limiter = new RequestLimiter(4);
    AtomicInteger answers = new AtomicInteger();

    limiter
        .run(
            1_000_000,
            never,
            i -> CompletableFuture.completedFuture(i),
            (i, answer) -> answers.incrementAndGet())
        .join();

    assertThat(answers).hasValue(1_000_000);
  }

  @Test
  void afterAFailureNothingMoreIsSentAndWhatIsInFlightIsWaitedFor() {
    RequestLimiter limiter = new RequestLimiter(2);
    CompletableFuture<?> done = limiter.run(5, never, i -> send("r" + i), (i, answer) -> {});

    pending.remove().completeExceptionally(new IllegalStateException("first"));
    assertThat(sent).hasSize(2);
    assertThat(done).isNotDone();
    pending.remove().completeExceptionally(new IllegalStateException("second"));

    assertThat(sent).hasSize(2);
    assertThatThrownBy(done::join)
        .hasRootCauseMessage("first")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1))
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("second"));
  }

  /** A failure may be a constant or shared with other calls, so nothing is added to it. */
  @Test
  void nothingIsAddedToTheFailuresOfRequestsAndOnlyAFewAreKept() {
    RequestLimiter limiter = new RequestLimiter(20);
    IllegalStateException shared = new IllegalStateException("shared");
    List<IllegalStateException> own =
        IntStream.range(0, 10).mapToObj(i -> new IllegalStateException("own " + i)).toList();

    for (int call = 0; call < 3; call++) {
      CompletableFuture<?> done = limiter.run(20, never, i -> send("r"), (i, answer) -> {});
      for (int i = 0; i < 10; i++) {
        pending.remove().completeExceptionally(shared);
        pending.remove().completeExceptionally(own.get(i));
      }
      assertThatThrownBy(done::join)
          .hasCause(shared)
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(3).doesNotHaveDuplicates());
    }

    assertThat(shared.getSuppressed()).isEmpty();
    assertThat(own).allSatisfy(failure -> assertThat(failure.getSuppressed()).isEmpty());
  }

  /** In earlier tests, requests threw or failed, but none returned null. */
  @Test
  void aRequestThatReturnsNullFailsItsCallAndGivesItsPlaceBack() {
    RequestLimiter limiter = new RequestLimiter(1);
    CompletableFuture<?> bad = limiter.run(2, never, i -> null, (i, answer) -> {});

    assertThatThrownBy(bad::join).hasCauseInstanceOf(NullPointerException.class);
    limiter.run(1, never, i -> send("good"), (i, answer) -> {});
    assertThat(sent).containsExactly("good");
  }

  @Test
  void aWindowThatNarrowsHoldsBackWhatIsNotSentAndOneThatGrowsLetsItGo() {
    InFlightWindow window = InFlightWindow.adaptive(256);
    RequestLimiter limiter = new RequestLimiter(window, WaitLimit.NONE);
    CompletableFuture<?> done = limiter.run(100, never, i -> send("r" + i), (i, answer) -> {});
    assertThat(sent).hasSize(16);

    window.tooBusy(window.sent());
    IntStream.range(0, 12).forEach(i -> answerOne());
    assertThat(sent).hasSize(16);
    answerOne();
    assertThat(sent).hasSize(17);

    window.answered(window.sent());
    answerOne();
    assertThat(pending).hasSize(8);
    while (!pending.isEmpty()) {
      answerOne();
    }
    assertThat(done).isCompleted();
  }

  @Test
  void oneCallsFailureIsNotAnothers() {
    RequestLimiter limiter = new RequestLimiter(1);
    CompletableFuture<?> bad =
        limiter.run(
            3,
            never,
            i -> {
              throw new IllegalStateException("cannot be sent");
            },
            (i, answer) -> {});
    CompletableFuture<?> good = limiter.run(1, never, i -> send("good"), (i, answer) -> {});
    answerOne();

    assertThatThrownBy(bad::join).hasRootCauseMessage("cannot be sent");
    assertThat(good).isCompleted();
  }

  @Test
  void anErrorWhileTakingAResultFailsTheCallAndFreesThePlace() {
    RequestLimiter limiter = new RequestLimiter(1);
    CompletableFuture<?> bad =
        limiter.run(
            1,
            never,
            i -> send("bad"),
            (i, answer) -> {
              throw new AssertionError("cannot be taken");
            });
    answerOne();

    assertThatThrownBy(bad::join).hasRootCauseMessage("cannot be taken");
    limiter.run(1, never, i -> send("good"), (i, answer) -> {});
    assertThat(sent).containsExactly("bad", "good");
  }

  @Test
  void aCancelledCallSendsNothingMoreAndKeepsNoPlace() {
    RequestLimiter limiter = new RequestLimiter(1);
    Cancellation cancellation = new Cancellation();
    CompletableFuture<?> cancelled =
        limiter.run(3, cancellation, i -> send("cancelled" + i), (i, answer) -> {});
    limiter.run(1, never, i -> send("other"), (i, answer) -> {});

    cancellation.cancel();
    answerOne();
    answerOne();

    assertThat(sent).containsExactly("cancelled0", "other");
    assertThat(cancelled).isCompleted();
  }

  @Test
  void aCallWithoutRequestsIsDone() {
    assertThat(new RequestLimiter(1).run(0, never, i -> send("none"), (i, answer) -> {}))
        .isCompleted();
  }

  @Test
  void aPlaceIsTakenAtOnceOnlyIfThereIsRoomAndNoCallWaits() {
    RequestLimiter limiter = new RequestLimiter(2);
    assertThat(limiter.tryAcquire()).isTrue();
    limiter.run(3, never, i -> send("r" + i), (i, answer) -> {});
    assertThat(limiter.tryAcquire()).isFalse();

    limiter.release();
    assertThat(sent).containsExactly("r0", "r1");
    answerOne();
    answerOne();
    assertThat(sent).containsExactly("r0", "r1", "r2");
    assertThat(limiter.tryAcquire()).isTrue();
    assertThat(limiter.tryAcquire()).isFalse();
  }

  @Test
  void aCallWithMoreRequestsThanTheWindowWidensItAfterTheFirstAnswer() {
    InFlightWindow window = InFlightWindow.adaptive(256);
    RequestLimiter limiter = new RequestLimiter(window, WaitLimit.NONE);
    long first = window.sent();

    limiter.run(100, never, i -> send("r" + i), (i, answer) -> {});
    window.answered(first);

    assertThat(sent).hasSize(InFlightWindow.START);
    assertThat(window.size()).isEqualTo(2 * InFlightWindow.START);
  }

  @Test
  void underRacesEveryRequestIsSentOnceWithinTheLimit() {
    RequestLimiter limiter = new RequestLimiter(5);
    AtomicInteger inFlight = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService server = Executors.newFixedThreadPool(8);
    try {
      List<AtomicIntegerArray> counts = new ArrayList<>();
      List<CompletableFuture<?>> calls = new ArrayList<>();
      for (int call = 0; call < 50; call++) {
        int requests = 1 + ThreadLocalRandom.current().nextInt(400);
        AtomicIntegerArray count = new AtomicIntegerArray(requests);
        counts.add(count);
        calls.add(
            CompletableFuture.supplyAsync(
                    () ->
                        limiter.run(
                            requests,
                            never,
                            i -> {
                              most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                              return CompletableFuture.supplyAsync(
                                  () -> inFlight.decrementAndGet(), server);
                            },
                            (i, answer) -> count.incrementAndGet(i)),
                    server)
                .thenCompose(done -> done));
      }
      calls.forEach(CompletableFuture::join);

      assertThat(counts)
          .allSatisfy(
              count ->
                  assertThat(IntStream.range(0, count.length()).map(count::get))
                      .allMatch(times -> times == 1));
      assertThat(most.get()).isBetween(1, 5);
    } finally {
      server.shutdown();
    }
  }
}
