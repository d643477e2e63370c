package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The steps of one call that have no asynchronous form: they read a file, ask a name service, or
 * are the driver's own. Each runs with the context class loader of the thread that made this
 * object, on which the call starts: a later step is started by whichever thread ends an earlier
 * one, such as a thread of an HTTP client.
 */
public final class BlockingSteps {

  private final CallerContext caller = CallerContext.current();

  /**
   * Runs {@code step} on the shared pool, not on an executor of the user: a thread of that may be
   * the one that waits for the result.
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
                  } catch (Throwable e) { // an error of user code or of a damaged file too
                    result.completeExceptionally(e);
                  }
                }));
    return result;
  }
}
