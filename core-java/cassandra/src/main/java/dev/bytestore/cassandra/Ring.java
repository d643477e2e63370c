package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.token.TokenRange;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where on the token ring one node's part ends and another's begins, so that a request for a range
 * can go to a node that has all of it.
 */
final class Ring {

  /** With more parts than this, going through each by itself would cost more than it saves. */
  private static final int MAX_PARTS = 1_024;

  private final CqlIdentifier keyspace;
  private final @Nullable TokenMap tokens;
  private final long[] partEnds;

  private Ring(CqlIdentifier keyspace, @Nullable TokenMap tokens, long[] partEnds) {
    this.keyspace = keyspace;
    this.tokens = tokens;
    this.partEnds = partEnds;
  }

  /**
   * The ring as the driver knows it; undivided where it does not, or where one node has it all.
   *
   * @throws UnsupportedOperationException if the cluster's tokens are not Murmur3's
   */
  static Ring of(Metadata metadata, CqlIdentifier keyspace) {
    TokenMap tokens = metadata.getTokenMap().orElse(null);
    if (tokens == null) {
      return new Ring(keyspace, null, new long[0]);
    }
    if (!tokens.getPartitionerName().endsWith("Murmur3Partitioner")) {
      throw new UnsupportedOperationException(
          "listing keys needs Cassandra's default Murmur3Partitioner, this cluster has "
              + tokens.getPartitionerName());
    }
    boolean divided = metadata.getNodes().size() > 1 && tokens.getTokenRanges().size() <= MAX_PARTS;
    return new Ring(keyspace, tokens, divided ? partEnds(tokens) : new long[0]);
  }

  private static long[] partEnds(TokenMap tokens) {
    return tokens.getTokenRanges().stream()
        .map(TokenRange::getEnd)
        .mapToLong(end -> Long.parseLong(tokens.format(end)))
        .sorted()
        .toArray();
  }

  /** Whether a key's token is known without asking the server. */
  boolean knowsTokens() {
    return tokens != null;
  }

  /** The token of a key, out of its row's second column if it is not known otherwise. */
  long token(Row row) {
    return tokens == null
        ? row.getLong(1)
        : Long.parseLong(
            tokens.format(tokens.newToken(Objects.requireNonNull(row.getBytesUnsafe(0)))));
  }

  /** The start of {@code range}, up to where its first part ends. */
  RingRange firstPart(RingRange range) {
    int place = Arrays.binarySearch(partEnds, range.first());
    int next = place >= 0 ? place : -place - 1;
    return next < partEnds.length && partEnds[next] < range.last()
        ? new RingRange(range.first(), partEnds[next])
        : range;
  }

  /** Sends {@code request} to a node that has the end of {@code range}. */
  void route(BoundStatementBuilder request, RingRange range) {
    if (tokens != null && partEnds.length > 0) {
      request
          .setRoutingKeyspace(keyspace)
          .setRoutingToken(tokens.parse(Long.toString(range.last())));
    }
  }
}
