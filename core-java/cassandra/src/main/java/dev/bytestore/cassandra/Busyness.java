package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ReadFailureException;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import java.util.Collection;

/**
 * Tells which failures only mean that a server, or the way to it, is too busy at the moment, so
 * that fewer requests should be in flight and the same request may succeed a little later.
 *
 * <p>Other failures are not of that kind. {@code UnavailableException} says that nodes are down,
 * which a caller should hear at once, and {@code ServerError} and {@code WriteFailureException}
 * that something went wrong: the driver has already tried another node where that may help.
 */
final class Busyness {

  /** What a server says of a read that it gave up because of its own timeout. */
  private static final int UNKNOWN_REASON = 0;

  /** What it says of a replica that did not answer in time. */
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

  /** Whether {@code failure} may have come of a range that was too wide to be listed in one go. */
  static boolean isOfWideRange(Throwable failure) {
    return failure instanceof DriverTimeoutException
        || failure instanceof ReadTimeoutException
        || failure instanceof ReadFailureException; // too many tombstones in one range
  }

  /**
   * A coordinator that holds the row itself reports a read that took too long as a failure, for an
   * unknown reason. It does not report it as a timeout.
   */
  private static boolean maybeTimedOut(ReadFailureException failure) {
    Collection<Integer> reasons = failure.getReasonMap().values();
    return !reasons.isEmpty() // older protocols give none, so it may be tombstones too
        && reasons.stream()
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
