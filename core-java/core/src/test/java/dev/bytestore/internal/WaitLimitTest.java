package dev.bytestore.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long a call waits for a turn, and when it leaves the queue. */
class WaitLimitTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final long SHORT_NANOS = Duration.ofMillis(30).toNanos();

  private final Cancellation never = new Cancellation();
  private final List<String> sent = new ArrayList<>();
  private final List<CompletableFuture<String>> pending = new ArrayList<>();
  private final AtomicInteger looks = new AtomicInteger();

  private CompletableFuture<String> send(String name) {
    sent.add(name);
    CompletableFuture<String> answer = new CompletableFuture<>();
    pending.add(answer);
    return answer;
  }

  private CompletableFuture<?> run(RequestLimiter limiter, String name, int count) {
    return run(limiter, name, count, never);
  }

  private CompletableFuture<?> run(
      RequestLimiter limiter, String name, int count, Cancellation cancellation) {
    return limiter.run(count, cancellation, i -> send(name + i), (i, answer) -> {});
  }

  private RequestLimiter limiter(int limit) {
    return new RequestLimiter(limit, new WaitLimit(this::look, () -> new TimeoutException("wait")));
  }

  /** The limiter asks for the limit each time that it looks which calls have waited too long. */
  private long look() {
    looks.incrementAndGet();
    return SHORT_NANOS;
  }

  @Test
  void aCallFailsWhenNoRequestSucceedsWhileItWaits() {
    RequestLimiter limiter = limiter(1);
    CompletableFuture<?> stuck = run(limiter, "stuck", 1);
    List<CompletableFuture<?>> waiting = new ArrayList<>();
    IntStream.range(0, 100).forEach(i -> waiting.add(run(limiter, "waiting", 2)));

    assertThat(waiting)
        .allSatisfy(
            call ->
                assertThat(call)
                    .failsWithin(LONG)
                    .withThrowableThat()
                    .withCauseInstanceOf(TimeoutException.class));
    assertThat(sent).containsExactly("stuck0");
    assertThat(stuck).isNotDone();
  }

  /** So the wait is finite, even if large calls are never done. */
  @Test
  void twoRequestsForEachCallBeforeItAndOneMoreGoFirst() {
    RequestLimiter limiter = new RequestLimiter(1);
    IntStream.range(0, 10).forEach(call -> run(limiter, "large", 1_000));
    IntStream.range(0, 50).forEach(i -> pending.get(i).complete("answer"));
    IntStream.range(0, 100).forEach(call -> run(limiter, "before", 1_000));
    int before = sent.size();

    run(limiter, "last", 1);
    for (int i = 50; !sent.contains("last0"); i++) {
      pending.get(i).complete("answer");
    }

    assertThat(sent.size() - 1 - before).isLessThanOrEqualTo(201);
  }

  @Test
  void eachCallGetsAnExceptionOfItsOwn() {
    RequestLimiter limiter = limiter(1);
    run(limiter, "stuck", 1);
    CompletableFuture<?> one = run(limiter, "one", 1);
    CompletableFuture<?> other = run(limiter, "other", 1);

    await().until(() -> one.isDone() && other.isDone());

    assertThat(one.handle((done, failure) -> failure).join())
        .isNotSameAs(other.handle((done, failure) -> failure).join());
  }

  @Test
  void aCallWaitsForAsLongAsOtherRequestsSucceed() {
    AtomicBoolean healthy = new AtomicBoolean(true);
    RequestLimiter[] limiter = new RequestLimiter[1];
    limiter[0] =
        new RequestLimiter(
            1,
            new WaitLimit(
                () -> {
                  if (healthy.get()) {
                    limiter[0].progressed();
                  }
                  looks.incrementAndGet();
                  return Duration.ofSeconds(1).toNanos(); // a busy machine may pause for less
                },
                TimeoutException::new));
    run(limiter[0], "stuck", 1);
    CompletableFuture<?> waiting = run(limiter[0], "waiting", 1);

    await().until(() -> looks.get() > 3); // the first when the call began to wait
    assertThat(waiting).isNotDone();

    healthy.set(false);
    assertThat(waiting).failsWithin(LONG);
  }

  @Test
  void aCallThatHasHadATurnFailsTooIfItWaitsForTheNextOne() {
    RequestLimiter limiter = limiter(1);
    CompletableFuture<?> started = run(limiter, "started", 3);
    run(limiter, "stuck", 1);
    pending.get(0).complete("answer");
    pending.get(1).complete("answer");

    assertThat(started).failsWithin(LONG);
    assertThat(sent).containsExactly("started0", "started1", "stuck0");
  }

  @Test
  void aCallWithARequestInFlightWaitsForThatRequest() {
    RequestLimiter limiter = limiter(1);
    CompletableFuture<?> call = run(limiter, "r", 2);

    await().until(() -> looks.get() > 10);
    assertThat(call).isNotDone();

    // As a sender does, before the call has no request in flight for a moment.
    limiter.progressed();
    pending.get(0).complete("answer");
    pending.get(1).complete("answer");
    assertThat(call).isCompleted();
  }

  @Test
  void theWaitMayHaveBegunBeforeTheCallReachedTheQueue() {
    RequestLimiter limiter =
        new RequestLimiter(
            1, new WaitLimit(() -> Duration.ofSeconds(5).toNanos(), TimeoutException::new));
    long start = System.nanoTime();
    long longAgo = start - Duration.ofHours(1).toNanos();
    assertThat(limiter.withoutProgressSince(longAgo)).isGreaterThan(longAgo);
    assertThat(limiter.withoutProgressSince(start + LONG.toNanos()))
        .isEqualTo(start + LONG.toNanos());
  }

  @Test
  void aCallThatIsCancelledLeavesTheQueueAtOnce() {
    RequestLimiter limiter = new RequestLimiter(1);
    run(limiter, "stuck", 1);
    Cancellation cancellation = new Cancellation();
    CompletableFuture<?> waiting = run(limiter, "waiting", 3, cancellation);
    CompletableFuture<?> other = run(limiter, "other", 1);
    assertThat(waiting).isNotDone();

    cancellation.cancel();

    assertThat(waiting).isCompleted();
    assertThat(run(limiter, "late", 1, cancellation)).isCompleted();
    pending.get(0).complete("answer");
    assertThat(sent).containsExactly("stuck0", "other0");
    assertThat(other).isNotDone();
  }

  @Test
  void aCallThatItsCallerNoLongerWaitsForReleasesWhatItHolds() {
    RequestLimiter limiter = new RequestLimiter(1);
    run(limiter, "stuck", 1);
    List<WeakReference<byte[]>> values = new ArrayList<>();
    CompletableFuture<?> call = write(limiter, values);

    assertThat(call.orTimeout(10, TimeUnit.MILLISECONDS)).failsWithin(LONG);

    await()
        .until(
            () -> {
              System.gc();
              return values.get(0).get() == null;
            });
    assertThat(sent).containsExactly("stuck0");
  }

  /** Not inlined, because a local variable would hold the value. */
  private CompletableFuture<?> write(RequestLimiter limiter, List<WeakReference<byte[]>> values) {
    byte[] value = new byte[1_000];
    values.add(new WeakReference<>(value));
    return Futures.call(
        Runnable::run,
        cancellation ->
            limiter.run(1, cancellation, i -> send("write " + value.length), (i, answer) -> {}));
  }

  @Test
  void aHundredThousandCallsThatAreCancelledLeaveTheQueueInNoMoreThanLinearTime() {
    RequestLimiter limiter = new RequestLimiter(1);
    run(limiter, "stuck", 1);
    List<Cancellation> cancellations = new ArrayList<>();
    List<CompletableFuture<?>> calls = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      cancellations.add(new Cancellation());
      calls.add(run(limiter, "waiting", 1, cancellations.get(i)));
    }

    for (int i = cancellations.size() - 1;
        i >= 0;
        i--) { // the last one first: a list would be slow
      cancellations.get(i).cancel();
    }

    assertThat(calls).allMatch(CompletableFuture::isDone);
  }

  /** Otherwise the caller would learn of the failure only when the call has its next turn. */
  @Test
  void aCallOfWhichARequestFailedLeavesTheQueueAtOnce() {
    InFlightWindow window = InFlightWindow.adaptive(16);
    RequestLimiter limiter = new RequestLimiter(window, WaitLimit.NONE);
    run(limiter, "stuck", 15);
    CompletableFuture<?> call = run(limiter, "r", 2);
    assertThat(sent).hasSize(16).endsWith("r0");

    window.tooBusy(window.sent()); // has room for four now, so no call gets a turn
    pending.get(15).completeExceptionally(new IllegalStateException("failed"));

    assertThat(call).isCompletedExceptionally();
    assertThat(sent).hasSize(16);
  }
}
