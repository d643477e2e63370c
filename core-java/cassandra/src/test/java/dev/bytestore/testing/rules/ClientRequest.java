package dev.bytestore.testing.rules;

import com.datastax.oss.protocol.internal.ProtocolConstants.ConsistencyLevel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A request as the rules see it.
 *
 * @param statements the CQL of the statements: several in a batch
 * @param values the bound values of each statement
 * @param consistency the code of the consistency level; {@link #PREPARED} if the statement is only
 *     prepared
 */
public record ClientRequest(
    List<String> statements, List<List<ByteBuffer>> values, int consistency, boolean isBatch) {

  /** Stands for the consistency level of a request that prepares a statement. */
  static final int PREPARED = -1;

  private static final Set<Integer> OF_ONE_REPLICA =
      Set.of(ConsistencyLevel.ANY, ConsistencyLevel.ONE, ConsistencyLevel.LOCAL_ONE);

  private static final String IN_MARKER = " IN ?";

  /** Whether a statement begins with {@code keywords}, in any case. */
  boolean startsWith(String keywords) {
    return statements.stream().anyMatch(cql -> upperCase(cql).startsWith(keywords));
  }

  /** Whether a statement contains {@code keywords}, in any case. */
  boolean contains(String keywords) {
    return statements.stream().anyMatch(cql -> upperCase(cql).contains(keywords));
  }

  boolean isWrite() {
    return isBatch || startsWith("INSERT ") || startsWith("UPDATE ") || startsWith("DELETE ");
  }

  boolean waitsForOneReplicaOnly() {
    return OF_ONE_REPLICA.contains(consistency);
  }

  /** How many keys the statement names with {@code IN ?}; 0 if it does not, or has no values. */
  int keysInList() {
    String cql = statements.get(0);
    int in = cql.indexOf(IN_MARKER);
    if (in < 0 || values.get(0).isEmpty()) {
      return 0;
    }
    int marker = (int) cql.substring(0, in).chars().filter(character -> character == '?').count();
    ByteBuffer list = values.get(0).get(marker);
    return list.getInt(list.position());
  }

  private static String upperCase(String cql) {
    return cql.strip().toUpperCase(Locale.ROOT);
  }
}
