package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What has no asynchronous form: it reads a file, asks a name service, or is the driver's own. */
public final class BlockingStep {

  private BlockingStep() {}

  /**
   * Runs {@code step} with the context class loader of this thread. It runs on the shared pool, not
   * on an executor of the user: a thread of that may be the one that waits for the result.
   */
  public static <T> CompletableFuture<T> run(Supplier<T> step) {
    CompletableFuture<T> result = new CompletableFuture<>();
    CallerContext caller = CallerContext.current();
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
