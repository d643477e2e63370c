package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ReadFailureException;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;

/**
 * Recognises the failures that only mean that a server, or the connection to it, is too busy at the
 * moment. Fewer requests should then be in flight, and the same request may succeed a little later.
 *
 * <p>Other failures do not count. {@code UnavailableException} means that nodes are down, and the
 * caller should learn that at once. {@code ServerError} and {@code WriteFailureException} mean that
 * something went wrong on a server, and the driver has already tried another node where that may
 * help.
 */
final class Busyness {

  /** The reason that a server gives for a read that it stopped after its own timeout. */
  private static final int UNKNOWN_REASON = 0;

  /** The reason that a server gives for a replica that did not respond in time. */
  private static final int TIMEOUT_REASON = 2;

  private Busyness() {}

  static boolean isShownBy(Throwable failure) {
    if (failure instanceof AllNodesFailedException all) {
      return !all.getAllErrors().isEmpty()
          && all.getAllErrors().values().stream()
              .allMatch(ofNode -> ofNode.stream().allMatch(Busyness::isShownByNode));
    }
    return isShownByNode(failure);
  }

  /** Whether the server may be too busy for other requests too, or not respond at all. */
  static boolean isPossibleAfter(Throwable failure) {
    return failure instanceof DriverTimeoutException || isShownBy(failure);
  }

  /** Whether the cause of {@code failure} may be a range that is too wide for one request. */
  static boolean isOfWideRange(Throwable failure) {
    return failure instanceof DriverTimeoutException
        || failure instanceof ReadTimeoutException
        || failure instanceof ReadFailureException; // too many tombstones in one range
  }

  /**
   * Whether the read may have timed out. A coordinator that holds the row itself reports a read
   * that took too long as a failure for an unknown reason, not as a timeout. Version 4 of the
   * protocol, which Astra DB uses, has no reasons. The other usual reason is too many tombstones,
   * which a read of single rows does not meet.
   */
  private static boolean maybeTimedOut(ReadFailureException failure) {
    return failure.getReasonMap().values().stream()
        .allMatch(reason -> reason == UNKNOWN_REASON || reason == TIMEOUT_REASON);
  }

  private static boolean isShownByNode(Throwable failure) {
    return failure instanceof WriteTimeoutException
        || failure instanceof ReadTimeoutException
        || (failure instanceof ReadFailureException read && maybeTimedOut(read))
        || failure instanceof OverloadedException
        || failure instanceof BusyConnectionException;
  }
}
