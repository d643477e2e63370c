package dev.bytestore.internal;

import java.util.function.UnaryOperator;

/** Copies of failures that several callers have in common. */
public final class Failures {

  private Failures() {}

  /**
   * A copy of {@code failure}, with its cause, its stack trace, and what is suppressed in it: of an
   * {@link IllegalStateException}, which setups fail with, and of what {@code backend} can copy.
   * Any other exception is returned as it is: nothing can be known of its state.
   *
   * @param backend gives its argument back where it has no copy of it
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
