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
 * How the token ring is divided among the nodes, so that a request for a range can go to a node
 * that has all of it.
 */
final class Ring {

  /** With more parts than this, a request for each part would cost more than it saves. */
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
   * The ring as the driver knows it. It is undivided if the driver does not know it, or if one node
   * has all of it.
   *
   * @throws UnsupportedOperationException if the cluster's partitioner is not Murmur3
   */
  static Ring of(Metadata metadata, CqlIdentifier keyspace) {
    TokenMap tokens = metadata.getTokenMap().orElse(null);
    if (tokens == null) {
      return new Ring(keyspace, null, new long[0]);
    }
    if (!tokens.getPartitionerName().endsWith("Murmur3Partitioner")) {
      throw new UnsupportedOperationException(
          "listing keys requires Murmur3Partitioner, Cassandra's default, but this cluster has "
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

  /** Whether the token of a key is known without a request to the server. */
  boolean knowsTokens() {
    return tokens != null;
  }

  /** The token of a row's key. If it is not known, the row has it in its second column. */
  long token(Row row) {
    return tokens == null
        ? row.getLong(1)
        : Long.parseLong(
            tokens.format(tokens.newToken(Objects.requireNonNull(row.getBytesUnsafe(0)))));
  }

  /** The start of {@code range}, up to the end of its first part. */
  RingRange firstPart(RingRange range) {
    int place = Arrays.binarySearch(partEnds, range.first());
    int next = place >= 0 ? place : -place - 1;
    return next < partEnds.length && partEnds[next] < range.last()
        ? new RingRange(range.first(), partEnds[next])
        : range;
  }

  /** Routes {@code request} to a node that has the end of {@code range}. */
  void route(BoundStatementBuilder request, RingRange range) {
    if (tokens != null && partEnds.length > 0) {
      request
          .setRoutingKeyspace(keyspace)
          .setRoutingToken(tokens.parse(Long.toString(range.last())));
    }
  }
}
