package dev.bytestore.internal;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the parts of a call that nobody waits for it any more, so that they send nothing more. */
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
   * Has {@code future} cancelled with the call. For what takes long and holds something meanwhile;
   * it is forgotten when it is complete.
   */
  public void cancels(CompletableFuture<?> future) {
    Runnable action = () -> future.cancel(true);
    actions.add(action);
    var unused = future.whenComplete((value, failure) -> actions.remove(action));
    if (cancelled) {
      action.run();
    }
  }
}
