package dev.bytestore.internal;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the parts of a call that no caller waits any more, so that they send no more requests. They
 * report their retries to it, because all of them have it.
 */
public final class Cancellation {

  private final @Nullable CallObservation<?> observation;

  private volatile boolean cancelled;

  /** Null until there is an action, because most calls never have one. */
  private volatile @Nullable Set<Runnable> actions;

  public Cancellation() {
    this(null);
  }

  Cancellation(@Nullable CallObservation<?> observation) {
    this.observation = observation;
  }

  /** A request of the call is sent again. */
  public void retried() {
    if (observation != null) {
      observation.retried();
    }
  }

  void cancel() {
    cancelled = true;
    Set<Runnable> added = actions;
    if (added != null) {
      added.forEach(Runnable::run);
    }
  }

  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Cancels {@code future} when the call is cancelled, or now if it already is. Use it for work
   * that takes long and holds resources. The future is released when it completes.
   */
  public void cancels(CompletableFuture<?> future) {
    onCancel(() -> future.cancel(true), future);
  }

  /**
   * Runs {@code action} when the call is cancelled, or now if it already is. The action is released
   * when {@code work} completes. It may run twice.
   */
  public void onCancel(Runnable action, CompletableFuture<?> work) {
    Set<Runnable> added = actions();
    added.add(action);
    var unused = work.whenComplete((value, failure) -> added.remove(action));
    if (cancelled) {
      action.run();
    }
  }

  private synchronized Set<Runnable> actions() {
    Set<Runnable> added = actions;
    if (added == null) {
      added = ConcurrentHashMap.newKeySet();
      actions = added;
    }
    return added;
  }
}
