package dev.bytestore.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls user code, such as a listener, whose failures no caller can receive. */
public final class UserCode {

  private static final Logger LOG = LoggerFactory.getLogger(UserCode.class);

  private UserCode() {}

  /**
   * Runs {@code callback}. If it throws an exception or an error, that is logged and not rethrown,
   * because the call must still complete.
   *
   * @param name the name of the callback in the log
   */
  public static void run(String name, Runnable callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      log(name, e);
    }
  }

  /** Returns the result of {@code callback}, or null if it throws. That is logged as above. */
  public static <T> @Nullable T get(String name, Supplier<? extends @Nullable T> callback) {
    try {
      return callback.get();
    } catch (Throwable e) {
      log(name, e);
      return null;
    }
  }

  /** Logs that {@code name} threw {@code failure}. Never throws, not even if the heap is full. */
  public static void log(String name, Throwable failure) {
    try {
      LOG.warn(
          "{} threw {}, which is ignored; the message is not logged because it may contain user data",
          name,
          failure.getClass().getName(),
          new Thrown(failure));
    } catch (Throwable e) {
      // Nothing else can be done.
    }
  }

  /** The type and the stack trace of a failure. Its message may contain a prompt or an answer. */
  private static final class Thrown extends Exception {
    private static final long serialVersionUID = 1L;

    Thrown(Throwable failure) {
      super(
          failure.getClass().getName(),
          null,
          /* enableSuppression= */ false,
          /* writableStackTrace= */ true);
      setStackTrace(failure.getStackTrace());
    }
  }
}
