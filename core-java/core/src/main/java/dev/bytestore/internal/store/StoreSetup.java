package dev.bytestore.internal.store;

import dev.bytestore.SetupMode;
import dev.bytestore.internal.AsyncOnce;
import dev.bytestore.internal.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs the setup of a store according to its {@link SetupMode}. */
public final class StoreSetup {

  private final SetupMode mode;
  private final AsyncOnce<@Nullable Void> setup;

  /**
   * @param work creates and checks the table or collection; not called with {@link SetupMode#OFF}
   * @param copyOfFailure see {@link AsyncOnce}
   */
  public StoreSetup(
      SetupMode mode,
      Supplier<? extends CompletionStage<@Nullable Void>> work,
      UnaryOperator<Throwable> copyOfFailure) {
    this.mode = mode;
    this.setup =
        new AsyncOnce<>(
            mode == SetupMode.OFF ? () -> CompletableFuture.completedFuture(null) : work,
            copyOfFailure);
  }

  /** Completes when the setup is done, on the thread that completes the setup. */
  public CompletableFuture<@Nullable Void> ensure() {
    return setup.get();
  }

  /**
   * Returns {@code store}, as a builder's {@code build()} does. Waits for the setup with {@link
   * SetupMode#SYNC}, and only starts it with {@link SetupMode#ASYNC}.
   */
  public <S> S build(S store) {
    if (mode == SetupMode.SYNC) {
      Futures.await(ensure());
    } else if (mode == SetupMode.ASYNC) {
      var unused = ensure();
    }
    return store;
  }

  /** Returns a future of {@code store} that {@code executor} completes when the setup is done. */
  public <S> CompletableFuture<S> buildAsync(S store, Executor executor) {
    return Futures.call(executor, cancellation -> ensure().thenApply(ready -> store));
  }
}
