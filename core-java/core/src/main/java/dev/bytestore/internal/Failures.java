package dev.bytestore.internal;

import java.util.function.UnaryOperator;

/** Copies failures, so that each of several callers gets an exception of its own. */
public final class Failures {

  private Failures() {}

  /**
   * Returns a copy of {@code failure} with its cause, its stack trace and its suppressed
   * exceptions. It copies an {@link IllegalStateException}, with which setups fail, and the
   * exceptions that {@code backend} can copy. Any other exception is returned itself, because a
   * copy could lose state.
   *
   * @param backend copies an exception of the backend, and returns its argument if it cannot
   */
  public static Throwable copyOf(Throwable failure, UnaryOperator<Throwable> backend) {
    Throwable copy =
        failure.getClass() == IllegalStateException.class
            ? new IllegalStateException(failure.getMessage(), failure.getCause())
            : backend.apply(failure);
    if (copy != failure) {
      copy.setStackTrace(failure.getStackTrace());
      for (Throwable suppressed : failure.getSuppressed()) {
        copy.addSuppressed(suppressed);
      }
    }
    return copy;
  }
}
