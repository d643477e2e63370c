package dev.bytestore.spring.boot;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the stores and caches answer: each reads one absent entry. All of them are asked
 * at the same time, because Spring Boot asks for one component after the other: so one timeout
 * limits the whole. The answers are shared for a second, so that many callers do not send many
 * requests.
 */
final class HealthChecks {

  private static final long SHARED_NANOS = Duration.ofSeconds(1).toNanos();

  private final Map<String, Supplier<CompletableFuture<?>>> checks;
  private final Duration timeout;
  private @Nullable Round latest;

  HealthChecks(Map<String, Supplier<CompletableFuture<?>>> checks, Duration timeout) {
    this.checks = Map.copyOf(checks);
    this.timeout = timeout;
  }

  Set<String> names() {
    return checks.keySet();
  }

  /** Waits for the answer of a store, at most for the timeout. Null if it answered. */
  @Nullable Throwable failureOf(String name) {
    return roundFor(name).failureOf(name);
  }

  private synchronized Round roundFor(String name) {
    long now = System.nanoTime();
    Round round = latest;
    if (round == null || round.isOverFor(name, now)) {
      round = new Round(now);
      latest = round;
    }
    return round;
  }

  /** One request to each store, all sent at the same time. */
  private final class Round {

    private final long start;
    private final Map<String, CompletableFuture<?>> answers;
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    Round(long start) {
      this.start = start;
      this.answers =
          checks.entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, check -> ask(check.getValue())));
    }

    private static CompletableFuture<?> ask(Supplier<CompletableFuture<?>> check) {
      try {
        return check.get();
      } catch (Throwable e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    /** Answers are used for a second, and those not read yet also during the timeout. */
    boolean isOverFor(String name, long now) {
      long limit = read.contains(name) ? SHARED_NANOS : SHARED_NANOS + timeout.toNanos();
      return now - start > limit;
    }

    @Nullable Throwable failureOf(String name) {
      read.add(name);
      CompletableFuture<?> answer = Objects.requireNonNull(answers.get(name), name);
      long left = Math.max(0, timeout.toNanos() - (System.nanoTime() - start));
      try {
        var unused = answer.get(left, TimeUnit.NANOSECONDS);
        return null;
      } catch (ExecutionException e) {
        return Objects.requireNonNullElse(e.getCause(), e);
      } catch (TimeoutException e) {
        answer.cancel(true);
        return new TimeoutException("no answer within " + timeout);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return e;
      } catch (RuntimeException e) { // cancelled by another caller, after the timeout
        return e;
      }
    }
  }
}
