package dev.bytestore.internal;

/** Tells the parts of a call that nobody waits for it any more, so that they send nothing more. */
public final class Cancellation {

  private volatile boolean cancelled;

  void cancel() {
    cancelled = true;
  }

  public boolean isCancelled() {
    return cancelled;
  }
}
