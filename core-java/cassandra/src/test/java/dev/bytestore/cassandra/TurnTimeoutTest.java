package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import dev.bytestore.internal.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What callers see that wait for their turn while a server does nothing. */
class TurnTimeoutTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(200);

  // So long that a busy machine does not make a response late.
  private static final Duration LONGER_TIMEOUT = Duration.ofMillis(1_800);
  private static final Duration A_SIXTH = LONGER_TIMEOUT.dividedBy(6);

  private final Cancellation never = new Cancellation();
  private final AtomicInteger sent = new AtomicInteger();

  private static RequestSender sender(int limit, Duration requestTimeout) {
    return new RequestSender("ks.t", limit, () -> requestTimeout);
  }

  private CompletableFuture<Void> run(
      RequestSender sender, int count, CallRequests.Request<String> request) {
    return sender.run(count, never, request, (i, answer) -> {}).toCompletableFuture();
  }

  /** As the driver does if a server sends nothing. */
  private CompletableFuture<String> hangs() {
    sent.incrementAndGet();
    return failsAfter(REQUEST_TIMEOUT, new DriverTimeoutException("no response"));
  }

  private static CompletableFuture<String> failsAfter(Duration time, RuntimeException failure) {
    return CompletableFuture.supplyAsync(
        () -> {
          throw new CompletionException(failure);
        },
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static Throwable failureOf(CompletableFuture<?> call) {
    Throwable failure = call.handle((done, thrown) -> thrown).join();
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  /** One after the other, four at a time, they would wait for fifty request timeouts. */
  @Test
  void callsDoNotWaitForTheirTurnUntilAllCallsBeforeThemHaveTimedOut() {
    RequestSender sender = sender(4, REQUEST_TIMEOUT);
    List<CompletableFuture<Void>> calls = new ArrayList<>();

    IntStream.range(0, 200).forEach(i -> calls.add(run(sender, 1, (r, timeout) -> hangs())));

    List<Throwable> failures = calls.stream().map(TurnTimeoutTest::failureOf).toList();
    assertThat(failures)
        .hasOnlyElementsOfTypes(DriverTimeoutException.class, RequestThrottlingException.class)
        .filteredOn(RequestThrottlingException.class::isInstance)
        .hasSize(200 - sent.get())
        .hasSizeGreaterThan(100)
        .first()
        .satisfies(
            failure -> assertThat(failure).hasMessageContainingAll("ks.t", "0.2 s", "not sent"));
  }

  private static WriteTimeoutException writeTimeout() {
    return new WriteTimeoutException(
        null, ConsistencyLevel.LOCAL_ONE, 0, 1, DefaultWriteType.UNLOGGED_BATCH);
  }

  /** The driver's throttler did not send the second attempt, but the first one may have written. */
  @Test
  void anAttemptThatTheSessionDoesNotSendFailsWithTheServersEarlierFailure() {
    WriteTimeoutException busy = writeTimeout();

    CompletableFuture<Void> call =
        run(
            sender(1, REQUEST_TIMEOUT.multipliedBy(10)),
            1,
            (r, timeout) ->
                failsAfter(
                    Duration.ZERO,
                    timeout == null ? busy : new RequestThrottlingException("queue full")));

    assertThat(failureOf(call)).isSameAs(busy);
  }

  @Test
  void aCallThatWaitsForItsNextAttemptFailsWithTheServersFailure() {
    RequestSender sender = sender(1, Duration.ofMillis(400));
    WriteTimeoutException busy = writeTimeout();
    CompletableFuture<Void> retried =
        run(sender, 1, (r, timeout) -> failsAfter(Duration.ZERO, busy));
    run(sender, 1, (r, timeout) -> new CompletableFuture<>());

    assertThat(failureOf(retried)).isSameAs(busy);
  }

  /** The server works, so the other calls should learn what is wrong. */
  @Test
  void callsWaitForAServerThatRefusesRequests() {
    RequestSender sender = sender(1, LONGER_TIMEOUT);
    UnavailableException refusal = new UnavailableException(null, ConsistencyLevel.ALL, 2, 1);
    List<CompletableFuture<Void>> calls = new ArrayList<>();

    IntStream.range(0, 10)
        .forEach(i -> calls.add(run(sender, 1, (r, timeout) -> failsAfter(A_SIXTH, refusal))));

    assertThat(calls).allSatisfy(call -> assertThat(failureOf(call)).isSameAs(refusal));
  }

  @Test
  void callsWaitForAServerThatIsSlow() {
    RequestSender sender = sender(1, LONGER_TIMEOUT);

    CompletableFuture<Void> call = run(sender, 10, (r, timeout) -> answersAfter(A_SIXTH));
    CompletableFuture<Void> other = run(sender, 10, (r, timeout) -> answer());

    assertThat(call).succeedsWithin(LONG);
    assertThat(other).succeedsWithin(LONG);
  }

  private static CompletableFuture<String> answersAfter(Duration time) {
    return CompletableFuture.supplyAsync(
        () -> "answer", CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static CompletableFuture<String> answer() {
    return CompletableFuture.completedFuture("answer");
  }

  @Test
  void withoutARequestTimeoutACallWaits() {
    RequestSender sender = sender(1, Duration.ZERO);
    CompletableFuture<String> late = new CompletableFuture<>();
    run(sender, 1, (r, timeout) -> late);
    CompletableFuture<Void> waiting = run(sender, 1, (r, timeout) -> answer());
    RequestSender other = sender(1, REQUEST_TIMEOUT);
    run(other, 1, (r, timeout) -> new CompletableFuture<>());
    CompletableFuture<Void> waitingForOther = run(other, 1, (r, timeout) -> answer());

    assertThatThrownBy(waitingForOther::join).hasCauseInstanceOf(RequestThrottlingException.class);
    assertThat(waiting).isNotDone();
    late.complete("answer");
    assertThat(waiting).succeedsWithin(LONG);
  }
}
