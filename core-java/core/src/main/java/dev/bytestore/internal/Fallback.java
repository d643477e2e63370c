package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call that returns a fallback value instead of failing. */
public final class Fallback {

  private Fallback() {}

  /**
   * Starts {@code call} and applies {@code use} to its result. If {@code call} fails, throws or
   * returns null, or if {@code use} throws, {@code onFailure} is called and the result is {@code
   * otherwise}.
   *
   * @return a new future. Cancelling it cancels the future of {@code call}; neither {@code use} nor
   *     {@code onFailure} is called then
   */
  public static <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> call(
      Supplier<? extends @Nullable CompletableFuture<T>> call,
      Function<@Nullable T, @Nullable R> use,
      Consumer<? super Throwable> onFailure,
      @Nullable R otherwise) {
    CompletableFuture<R> own = new CompletableFuture<>();
    CompletableFuture<T> theirs = Futures.<T>start(call).toCompletableFuture();
    Futures.whenDoneCancel(own, theirs);
    Futures.whenDone(
        theirs,
        own,
        (value, failure) -> {
          if (own.isDone()) {
            return;
          }
          Throwable problem = failure;
          R result = otherwise;
          if (failure == null) {
            try {
              result = use.apply(value);
            } catch (Throwable e) { // also an Error: the value may be too large to read
              problem = e;
            }
          }
          if (problem != null) {
            onFailure.accept(problem);
          }
          own.complete(result);
        });
    return own;
  }
}
