package dev.bytestore;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Some entries of a call were written, or deleted, and some were not. The cause is the backend's
 * first failure. Up to three further failures of the same call are suppressed in this exception.
 *
 * <p>Writing or deleting the unconfirmed keys again is always safe. The message counts keys and
 * does not name them.
 */
public final class PartialWriteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // always a serializable set
  private final Set<String> writtenKeys;

  @SuppressWarnings("serial") // always a serializable set
  private final Set<String> unconfirmedKeys;

  /** A write that failed in part. */
  public PartialWriteException(
      Collection<String> writtenKeys, Collection<String> unconfirmedKeys, Throwable cause) {
    this("written", writtenKeys, unconfirmedKeys, cause);
  }

  /**
   * A deletion that failed in part. {@link #writtenKeys()} has the deleted keys, and {@link
   * #unconfirmedKeys()} the others.
   */
  public static PartialWriteException ofDeletion(
      Collection<String> writtenKeys, Collection<String> unconfirmedKeys, Throwable cause) {
    return new PartialWriteException("deleted", writtenKeys, unconfirmedKeys, cause);
  }

  private PartialWriteException(
      String done,
      Collection<String> writtenKeys,
      Collection<String> unconfirmedKeys,
      Throwable cause) {
    super(
        "%d of %d keys were %s; writtenKeys() and unconfirmedKeys() tell which. The first failure: %s"
            .formatted(
                requireNonNull(writtenKeys, "writtenKeys").size(),
                writtenKeys.size() + requireNonNull(unconfirmedKeys, "unconfirmedKeys").size(),
                done,
                requireNonNull(cause, "cause").getMessage()),
        cause);
    this.writtenKeys = Collections.unmodifiableSet(new LinkedHashSet<>(writtenKeys));
    this.unconfirmedKeys = Collections.unmodifiableSet(new LinkedHashSet<>(unconfirmedKeys));
  }

  /** The keys whose write, or deletion, the backend confirmed. */
  public Set<String> writtenKeys() {
    return writtenKeys;
  }

  /**
   * The keys whose write, or deletion, was not confirmed: never sent, refused, or sent without an
   * answer. The last may have taken effect all the same.
   */
  public Set<String> unconfirmedKeys() {
    return unconfirmedKeys;
  }
}
