package dev.bytestore.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of the ring on its way from unread to handed out; guarded by its scan's lock. */
final class Segment {

  private enum State {
    PENDING,
    SENT,
    DONE
  }

  RingRange range;
  final @Nullable RingPosition after;
  final int fetchSize;
  final int splits;
  private State state = State.PENDING;

  /** Where to go on, when an answer told of more but held nothing. */
  @Nullable AsyncResultSet continued;

  List<String> keys = List.of();
  RingPosition end;
  @Nullable Throwable failure;

  /**
   * @param after where in the range to start, if not at its beginning
   * @param splits how many times this part was split because it took too long
   */
  Segment(RingRange range, @Nullable RingPosition after, int fetchSize, int splits) {
    this.range = range;
    this.after = after;
    this.fetchSize = fetchSize;
    this.splits = splits;
    this.end = new RingPosition(range.last(), null);
  }

  boolean isPending() {
    return state == State.PENDING;
  }

  boolean isDone() {
    return state == State.DONE;
  }

  /** Whether this was read and had no keys. */
  boolean isEmpty() {
    return isDone() && failure == null && keys.isEmpty();
  }

  void pending(@Nullable AsyncResultSet goOnFrom) {
    state = State.PENDING;
    continued = goOnFrom;
  }

  void sent() {
    state = State.SENT;
  }

  void done(List<String> read, RingPosition readTo) {
    state = State.DONE;
    keys = read;
    end = readTo;
  }

  void failed(Throwable reason) {
    state = State.DONE;
    failure = reason;
  }
}
