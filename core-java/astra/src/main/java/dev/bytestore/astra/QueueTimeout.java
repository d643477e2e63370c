package dev.bytestore.astra;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.bytestore.internal.Futures;
import dev.bytestore.internal.ResponseExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits how long a call waits for its first turn while no request of the store succeeds. As long
 * as other requests succeed, the server works, and the call goes on waiting.
 */
final class QueueTimeout {

  private final String target;
  private final TimeLimit limit;
  private final LongSupplier lastSuccess;
  private final long start = System.nanoTime();
  private volatile boolean over;
  private volatile @Nullable CompletableFuture<Boolean> timer;

  /**
   * Starts the wait.
   *
   * @param lastSuccess the time at which a request of the store last succeeded, by {@link
   *     System#nanoTime}
   */
  QueueTimeout(String target, TimeLimit limit, LongSupplier lastSuccess) {
    this.target = target;
    this.limit = limit;
    this.lastSuccess = lastSuccess;
  }

  /** The time at which the call began to wait or a request last succeeded, whichever is later. */
  long since() {
    long success = lastSuccess.getAsLong();
    return success - start > 0 ? success : start;
  }

  /** Ends the wait, because the call has a turn. Its requests have time limits of their own. */
  void end() {
    over = true;
    CompletableFuture<Boolean> running = timer;
    if (running != null) {
      running.complete(false);
    }
  }

  /** The result of {@code call}, or a failure if the wait for its first turn takes too long. */
  <T extends @Nullable Object> CompletableFuture<T> bound(CompletableFuture<T> call) {
    if (over || call.isDone()) {
      return call;
    }
    CompletableFuture<T> own = new CompletableFuture<>();
    var unused =
        call.whenComplete(
            (value, failure) -> {
              end();
              if (failure == null) {
                own.complete(value);
              } else { // Not unwrapped, because the wrapper may have suppressed failures.
                own.completeExceptionally(failure);
              }
            });
    startTimer(own, Math.max(1, limit.nanos() - (System.nanoTime() - since())));
    return own;
  }

  private void startTimer(CompletableFuture<?> own, long nanos) {
    CompletableFuture<Boolean> next =
        new CompletableFuture<Boolean>().completeOnTimeout(true, nanos, NANOSECONDS);
    timer = next;
    var unused =
        next.whenComplete(
            (isOver, never) -> {
              if (Boolean.TRUE.equals(isOver)) {
                Futures.execute(ResponseExecutor.shared(), () -> expired(own));
              }
            });
    if (over) { // The wait may have ended before the timer was set.
      next.complete(false);
    }
  }

  private void expired(CompletableFuture<?> own) {
    if (over) {
      return;
    }
    long left = limit.nanos() - (System.nanoTime() - since());
    if (left > 0) {
      startTimer(own, left);
      return;
    }
    String problem =
        ("the call waited for its turn while none of the store's requests in flight succeeded: the"
                + " server hangs or is overloaded; %s(...) is %s")
            .formatted(limit.option(), ErrorTexts.seconds(limit.total()));
    own.completeExceptionally(
        DataApiException.unanswered(target, problem, new TimeoutException("no turn")));
  }
}
