package dev.bytestore.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call whose failure does not become its caller's. */
public final class Fallback {

  private Fallback() {}

  /**
   * Starts {@code call} and makes its result into another by {@code use}. When either fails, throws
   * or gives null in place of a future, {@code onFailure} is told and the result is {@code
   * otherwise}.
   *
   * @return a future of the caller's own. Cancelling it cancels what {@code call} gave, and then
   *     neither function is called.
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
            } catch (Throwable e) { // a value of others may be anything, also too large to read
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
