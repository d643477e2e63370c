package dev.bytestore;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Some entries of a call were written and some were not. The cause is the backend's first failure.
 * Up to three further failures of the same call are suppressed in this exception.
 *
 * <p>Writing the unwritten keys again is always safe. The message counts keys and does not name
 * them.
 */
public final class PartialWriteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // always a serializable set
  private final Set<String> writtenKeys;

  @SuppressWarnings("serial") // always a serializable set
  private final Set<String> unwrittenKeys;

  public PartialWriteException(
      Collection<String> writtenKeys, Collection<String> unwrittenKeys, Throwable cause) {
    super(
        "%d of %d keys were written; writtenKeys() and unwrittenKeys() tell which. The first failure: %s"
            .formatted(
                writtenKeys.size(), writtenKeys.size() + unwrittenKeys.size(), cause.getMessage()),
        cause);
    this.writtenKeys = Collections.unmodifiableSet(new LinkedHashSet<>(writtenKeys));
    this.unwrittenKeys = Collections.unmodifiableSet(new LinkedHashSet<>(unwrittenKeys));
  }

  /** The keys whose write, or deletion, the backend confirmed. */
  public Set<String> writtenKeys() {
    return writtenKeys;
  }

  /**
   * The keys whose write was not confirmed: never sent, refused, or sent without an answer. The
   * last may have taken effect all the same.
   */
  public Set<String> unwrittenKeys() {
    return unwrittenKeys;
  }
}
