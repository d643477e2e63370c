package dev.bytestore;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Thrown if some entries of a call were written or deleted and some were not. If no entry was
 * confirmed, the call fails with the backend's own exception instead. A call that was cancelled
 * fails with neither.
 *
 * <p>To finish the call, write or delete the {@linkplain #unconfirmedKeys() unconfirmed keys}
 * again:
 *
 * <pre>{@code
 * Map<String, byte[]> rest = new HashMap<>(entries);
 * rest.keySet().retainAll(e.unconfirmedKeys());
 * blocking.mset(rest);
 * }</pre>
 *
 * <p>That is safe even if the first attempt took effect. If another program wrote one of these keys
 * in the meantime, its value is replaced.
 *
 * <p>The cause is the first failure, which is the backend's own exception. Up to three further
 * failures of the same call are added as suppressed exceptions. The message has the numbers of keys
 * and the message of the cause, but does not list keys.
 */
public final class PartialWriteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // always a serializable set
  private final Set<String> writtenKeys;

  @SuppressWarnings("serial") // always a serializable set
  private final Set<String> unconfirmedKeys;

  /** Creates the exception of a write. The collections are copied. */
  public PartialWriteException(
      Collection<String> writtenKeys, Collection<String> unconfirmedKeys, Throwable cause) {
    this("written", writtenKeys, unconfirmedKeys, cause);
  }

  /**
   * Creates the exception of a deletion: its {@link #writtenKeys()} are the deleted keys. The
   * collections are copied.
   */
  public static PartialWriteException ofDeletion(
      Collection<String> writtenKeys, Collection<String> unconfirmedKeys, Throwable cause) {
    return new PartialWriteException("deleted", writtenKeys, unconfirmedKeys, cause);
  }

  private PartialWriteException(PartialWriteException other, Map<String, String> names) {
    super(other.getMessage(), other.getCause());
    this.writtenKeys = renamed(other.writtenKeys, names);
    this.unconfirmedKeys = renamed(other.unconfirmedKeys, names);
  }

  private PartialWriteException(
      String done,
      Collection<String> writtenKeys,
      Collection<String> unconfirmedKeys,
      Throwable cause) {
    super(
        "%d of %d keys were %s; unconfirmedKeys() returns the others, to try again. First failure: %s"
            .formatted(
                requireNonNull(writtenKeys, "writtenKeys").size(),
                writtenKeys.size() + requireNonNull(unconfirmedKeys, "unconfirmedKeys").size(),
                done,
                requireNonNull(cause, "cause").getMessage()),
        cause);
    this.writtenKeys = Collections.unmodifiableSet(new LinkedHashSet<>(writtenKeys));
    this.unconfirmedKeys = Collections.unmodifiableSet(new LinkedHashSet<>(unconfirmedKeys));
  }

  /** Returns the keys whose write or deletion the backend confirmed. The set cannot be modified. */
  public Set<String> writtenKeys() {
    return writtenKeys;
  }

  /**
   * Returns all other keys of the call: those whose write or deletion was not sent, was refused by
   * the backend, or got no response. In the last case it may have taken effect. The set cannot be
   * modified.
   */
  public Set<String> unconfirmedKeys() {
    return unconfirmedKeys;
  }

  /** Returns this exception with the names of keys that {@code names} has for them. */
  PartialWriteException withKeys(Map<String, String> names) {
    PartialWriteException renamed = new PartialWriteException(this, names);
    renamed.setStackTrace(getStackTrace());
    for (Throwable suppressed : getSuppressed()) {
      renamed.addSuppressed(suppressed);
    }
    return renamed;
  }

  private static Set<String> renamed(Set<String> keys, Map<String, String> names) {
    Set<String> renamed = new LinkedHashSet<>();
    keys.forEach(key -> renamed.add(names.getOrDefault(key, key)));
    return Collections.unmodifiableSet(renamed);
  }
}
