package dev.bytestore.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls code of the user whose failure has nobody to go to, such as that of a listener. */
public final class UserCode {

  private static final Logger LOG = LoggerFactory.getLogger(UserCode.class);

  private UserCode() {}

  /**
   * Runs {@code callback}. Whatever it throws, an error too, is logged and goes no further: the
   * call still has to deliver its outcome.
   *
   * @param name how the log names the callback
   */
  public static void run(String name, Runnable callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      log(name, e);
    }
  }

  /** Logs what {@code name} threw. Never throws itself, not even when the heap is full. */
  public static void log(String name, Throwable failure) {
    try {
      LOG.warn(
          "{} threw {}; it is reported here only",
          name,
          failure.getClass().getName(),
          new Thrown(failure));
    } catch (Throwable e) {
      // There is nothing left that could be done with it.
    }
  }

  /** The type and the stack of a failure, whose message may hold what was asked or answered. */
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
