package dev.bytestore.internal;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the outcome of one request of a call. Several threads may call it at the same time. The
 * call fails with whatever it throws.
 */
@FunctionalInterface
public interface OutcomeConsumer<R> {

  /**
   * Takes an outcome.
   *
   * @param result null if the request failed
   * @param failure null if the request succeeded
   */
  void accept(int request, R result, @Nullable Throwable failure);

  /** Returns a consumer that passes on results, and throws each failure. */
  static <R> OutcomeConsumer<R> of(ResultConsumer<? super R> results) {
    return (request, result, failure) -> {
      if (failure != null) {
        throw new CompletionException(failure);
      }
      results.accept(request, result);
    };
  }
}
