package dev.bytestore.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The requests of one call. The lock of its limiter guards all fields that change. */
final class Batch<R> {

  /** How many failures of one call are kept: the first, and a few more that may show a pattern. */
  private static final int MAX_FAILURES = 4;

  final int count;
  final long waitsSince;
  final BooleanSupplier stopped;
  final IntFunction<? extends CompletionStage<? extends R>> send;
  final OutcomeConsumer<? super R> outcomes;
  final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  int next;
  int inFlight;
  boolean queued;

  /** The neighbours in the queue, null if there are none. */
  @Nullable Batch<?> previous;

  @Nullable Batch<?> following;

  /** The first few failures, without repetitions of the same object. */
  private List<Throwable> failures = List.of();

  /**
   * @param waitsSince when the call began to wait, by {@link System#nanoTime}
   */
  Batch(
      int count,
      long waitsSince,
      BooleanSupplier stopped,
      IntFunction<? extends CompletionStage<? extends R>> send,
      OutcomeConsumer<? super R> outcomes) {
    this.count = count;
    this.waitsSince = waitsSince;
    this.stopped = stopped;
    this.send = send;
    this.outcomes = outcomes;
  }

  boolean mayContinue() {
    return failures.isEmpty() && !stopped.getAsBoolean();
  }

  void failed(Throwable problem) {
    if (failures.isEmpty()) {
      failures = List.of(problem);
    } else if (failures.size() < MAX_FAILURES && !isKnown(problem)) {
      failures = new ArrayList<>(failures);
      failures.add(problem);
    }
  }

  private boolean isKnown(Throwable problem) {
    for (Throwable failure : failures) {
      if (failure == problem) {
        return true;
      }
    }
    return false;
  }

  /** Completes the call. Call this once no request is in flight and none will be sent. */
  void complete() {
    if (failures.isEmpty()) {
      done.complete(null);
    } else if (failures.size() == 1) {
      done.completeExceptionally(failures.get(0));
    } else {
      CompletionException all = new CompletionException(failures.get(0));
      failures.subList(1, failures.size()).forEach(all::addSuppressed);
      done.completeExceptionally(all);
    }
  }
}
