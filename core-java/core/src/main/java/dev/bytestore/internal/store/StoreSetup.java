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

/** The setup of a store, and what each {@link SetupMode} makes of it. */
public final class StoreSetup {

  private final SetupMode mode;
  private final AsyncOnce<@Nullable Void> setup;

  /**
   * @param work creates and checks what the store needs; never called with {@link SetupMode#OFF}
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

  /** Completes when the setup is done, on the thread of whoever found that out. */
  public CompletableFuture<@Nullable Void> ensure() {
    return setup.get();
  }

  /**
   * Returns {@code store} as a builder's {@code build()} does: after the setup with {@link
   * SetupMode#SYNC}, while the setup runs with {@link SetupMode#ASYNC}.
   */
  public <S> S build(S store) {
    if (mode == SetupMode.SYNC) {
      Futures.await(ensure());
    } else if (mode == SetupMode.ASYNC) {
      var unused = ensure();
    }
    return store;
  }

  /** Returns {@code store} after the setup, in a future that completes on {@code executor}. */
  public <S> CompletableFuture<S> buildAsync(S store, Executor executor) {
    return Futures.call(executor, cancellation -> ensure().thenApply(ready -> store));
  }
}
