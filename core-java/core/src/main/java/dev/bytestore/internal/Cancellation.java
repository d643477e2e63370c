package dev.bytestore.internal;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the parts of a call that no caller waits any more, so that they send no more requests. */
public final class Cancellation {

  private final Set<Runnable> actions = ConcurrentHashMap.newKeySet();
  private volatile boolean cancelled;

  void cancel() {
    cancelled = true;
    actions.forEach(Runnable::run);
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
    actions.add(action);
    var unused = work.whenComplete((value, failure) -> actions.remove(action));
    if (cancelled) {
      action.run();
    }
  }
}
