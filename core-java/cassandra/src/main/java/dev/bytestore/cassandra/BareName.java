package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import java.util.Objects;

/**
 * Parses names of keyspaces and tables as CQL does: an unquoted name is folded to lower case, and a
 * name in double quotes keeps its case.
 */
final class BareName {

  private BareName() {}

  /**
   * Parses {@code name}.
   *
   * @param what the name of the option in messages
   * @throws IllegalArgumentException if the name needs double quotes and has none. The message does
   *     not show the name, because a caller may have passed a secret by mistake.
   */
  static CqlIdentifier of(String name, String what) {
    Objects.requireNonNull(name, what);
    try {
      if (!name.isEmpty() && !name.equals("\"\"")) { // the driver only asserts this
        return CqlIdentifier.fromCql(name);
      }
    } catch (IllegalArgumentException e) {
      // The driver's message is not used, because it quotes the name.
    }
    throw new IllegalArgumentException(
        ("%s: not a valid CQL name. Put it in double quotes, or use only letters, digits and"
                + " underscores, a letter first, and no reserved word")
            .formatted(what));
  }
}
