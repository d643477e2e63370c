package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import java.util.Objects;

/** Names of keyspaces and tables, written as CQL takes them without quotes around them. */
final class BareName {

  private BareName() {}

  /**
   * {@code name} as CQL takes it bare.
   *
   * @throws IllegalArgumentException if it is not a bare name. The message does not quote it,
   *     because a caller may have passed a secret by mistake.
   */
  static CqlIdentifier of(String name, String what) {
    Objects.requireNonNull(name, what);
    try {
      if (!name.isEmpty() && !name.equals("\"\"")) { // the driver only asserts that
        return CqlIdentifier.fromCql(name);
      }
    } catch (IllegalArgumentException e) {
      // The driver's message is not used, because it quotes the name.
    }
    throw new IllegalArgumentException(
        "%s: not a bare CQL name (letters, digits and underscores, a letter first, no reserved word)"
            .formatted(what));
  }
}
