package dev.bytestore.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthChecksTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  @Test
  void a_store_that_never_answers_is_cancelled() {
    CompletableFuture<Void> never = new CompletableFuture<>();
    HealthChecks checks = new HealthChecks(Map.of("a", () -> never), TIMEOUT);

    assertThat(checks.failureOf("a")).isInstanceOf(TimeoutException.class);
    assertThat(never).isCancelled();
    assertThat(checks.failureOf("a")).isNotNull();
  }

  @Test
  void stores_that_never_answer_take_one_timeout_together() {
    AtomicInteger asked = new AtomicInteger();
    HealthChecks checks =
        new HealthChecks(
            Map.of(
                "a", () -> count(asked, new CompletableFuture<>()),
                "b", () -> count(asked, new CompletableFuture<>()),
                "c", () -> count(asked, new CompletableFuture<>())),
            TIMEOUT);
    long start = System.nanoTime();
    for (String name : checks.names()) {
      assertThat(checks.failureOf(name)).isInstanceOf(TimeoutException.class);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(3));
    assertThat(asked).hasValue(3);
  }

  @Test
  void a_check_that_throws_is_a_failure_of_its_store_only() {
    AssertionError thrown = new AssertionError("broken");
    HealthChecks checks =
        new HealthChecks(
            Map.of(
                "broken",
                () -> {
                  throw thrown;
                },
                "fine",
                () -> CompletableFuture.completedFuture(null)),
            TIMEOUT);

    assertThat(checks.failureOf("broken")).isSameAs(thrown);
    assertThat(checks.failureOf("fine")).isNull();
  }

  @Test
  void the_cause_of_a_failure_is_shown() {
    IllegalStateException cause = new IllegalStateException("down");
    HealthChecks checks =
        new HealthChecks(Map.of("a", () -> CompletableFuture.failedFuture(cause)), TIMEOUT);

    assertThat(checks.failureOf("a")).isSameAs(cause);
  }

  @Test
  void an_interrupted_caller_stays_interrupted() {
    HealthChecks checks = new HealthChecks(Map.of("a", CompletableFuture::new), TIMEOUT);
    Thread.currentThread().interrupt();
    try {
      assertThat(checks.failureOf("a")).isInstanceOf(InterruptedException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void a_new_answer_is_asked_for_after_a_second() {
    AtomicInteger asked = new AtomicInteger();
    HealthChecks checks =
        new HealthChecks(
            Map.of("a", () -> count(asked, CompletableFuture.completedFuture(null))), TIMEOUT);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              assertThat(checks.failureOf("a")).isNull();
              return asked.get() == 2;
            });
  }

  private static CompletableFuture<Void> count(
      AtomicInteger counter, CompletableFuture<Void> answer) {
    counter.incrementAndGet();
    return answer;
  }
}
