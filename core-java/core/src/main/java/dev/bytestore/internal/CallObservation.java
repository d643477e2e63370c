package dev.bytestore.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Records how one call of a user ends. If it is told several ends, only the first one counts. Only
 * calls with a listener have an observation, so other calls cost nothing more.
 *
 * @param <T> the result of the call
 */
public abstract class CallObservation<T extends @Nullable Object> {

  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * The call ends. Called once. Must not throw.
   *
   * @param result null unless the call succeeded
   * @param failure null unless the call failed
   * @param isCancelled whether the caller cancelled or completed its future
   */
  protected abstract void onEnd(
      @Nullable T result, @Nullable Throwable failure, boolean isCancelled);

  protected final int retries() {
    return retries.get();
  }

  /** A request of the call is sent again. */
  public final void retried() {
    retries.incrementAndGet();
  }

  public final void succeeded(T result) {
    end(result, null, false);
  }

  public final void failed(Throwable failure) {
    end(null, failure, false);
  }

  /** The caller cancelled or completed its future. Does nothing if the call has ended. */
  public final void cancelled() {
    end(null, null, true);
  }

  private void end(@Nullable T result, @Nullable Throwable failure, boolean isCancelled) {
    if (ended.compareAndSet(false, true)) {
      onEnd(result, failure, isCancelled);
    }
  }
}
