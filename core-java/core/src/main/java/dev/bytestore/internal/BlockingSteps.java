package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Runs the steps of one call that block, such as reading a file or resolving a host name. Each step
 * runs with the context class loader of the thread that made this object, which is the thread that
 * made the call. Without that, a step would get the loader of the thread that completed the step
 * before it, such as a thread of an HTTP client.
 */
public final class BlockingSteps {

  private final CallerContext caller = CallerContext.current();

  /**
   * Runs {@code step} on the shared pool. It does not run on the user's executor, because the only
   * thread of that executor may be waiting for the result.
   */
  public <T> CompletableFuture<T> run(Supplier<T> step) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Futures.execute(
        CompletionExecutor.shared(),
        () ->
            caller.run(
                () -> {
                  try {
                    result.complete(step.get());
                  } catch (Throwable e) { // also an Error of user code or of a damaged file
                    result.completeExceptionally(e);
                  }
                }));
    return result;
  }
}
