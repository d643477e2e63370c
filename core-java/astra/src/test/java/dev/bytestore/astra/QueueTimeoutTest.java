package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** How long a call waits for its turn. */
class QueueTimeoutTest {

  private static final long LONG_AGO = System.nanoTime() - Duration.ofHours(1).toNanos();

  private static QueueTimeout queue(Duration limit, LongSupplier lastSuccess) {
    return new QueueTimeout("ks1.kv", TimeLimit.ofCall(limit, null), lastSuccess);
  }

  @Test
  void aCallFailsWhenNoRequestOfTheStoreSucceedsWhileItWaits() {
    CompletableFuture<String> waiting =
        queue(Duration.ofMillis(50), () -> LONG_AGO).bound(new CompletableFuture<>());

    assertThat(waiting)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withCauseInstanceOf(DataApiException.class)
        .withMessageContainingAll("ks1.kv", "waited for its turn", "0.1 s", "callTimeout(...)");
  }

  @Test
  void aCallWaitsForAsLongAsOtherRequestsSucceed() {
    AtomicBoolean healthy = new AtomicBoolean(true);
    AtomicInteger looks = new AtomicInteger();
    CompletableFuture<String> waiting =
        queue(
                Duration.ofMillis(20),
                () -> {
                  looks.incrementAndGet();
                  return healthy.get() ? System.nanoTime() : LONG_AGO;
                })
            .bound(new CompletableFuture<>());

    await().until(() -> looks.get() > 10);
    assertThat(waiting).isNotDone();

    healthy.set(false);
    assertThat(waiting).failsWithin(Duration.ofSeconds(20));
  }

  @Test
  void aCallThatHasATurnWaitsForItsRequests() {
    CompletableFuture<String> call = new CompletableFuture<>();
    QueueTimeout hasTurn = queue(Duration.ofNanos(1), () -> LONG_AGO);
    hasTurn.end();
    assertThat(hasTurn.bound(call)).isSameAs(call);

    QueueTimeout getsTurn = queue(Duration.ofHours(1), () -> LONG_AGO);
    CompletableFuture<String> bound = getsTurn.bound(call);
    getsTurn.end();
    call.complete("x");
    assertThat(bound).isCompletedWithValue("x");
  }

  @Test
  void aCallThatFailsBeforeItHasATurnFailsAsItIs() {
    CompletableFuture<String> call = new CompletableFuture<>();
    CompletableFuture<String> bound = queue(Duration.ofHours(1), () -> LONG_AGO).bound(call);
    IllegalStateException failure = new IllegalStateException();

    call.completeExceptionally(failure);

    assertThat(bound.handle((value, thrown) -> thrown)).isCompletedWithValue(failure);
  }

  @Test
  void theWaitCountsFromTheLastSuccessOrTheStart() {
    assertThat(queue(Duration.ofHours(1), () -> LONG_AGO).since()).isGreaterThan(LONG_AGO);
    long later = System.nanoTime() + Duration.ofHours(1).toNanos();
    assertThat(queue(Duration.ofHours(1), () -> later).since()).isEqualTo(later);
  }
}
