package dev.bytestore.cassandra;

import dev.bytestore.cassandra.Pages.Continuation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of the ring that is unread, being read, or read. Guarded by its scan's lock. */
final class Segment {

  private enum State {
    PENDING,
    SENT,
    DONE
  }

  /** The maximum fetch size of a request that skips keys, unless a page is larger. */
  private static final int MOST_SKIPPED = 1_000;

  RingRange range;
  final @Nullable RingPosition after;
  final int splits;
  private final int pageSize;
  private State state = State.PENDING;

  private int fetchSize;
  private int skips;
  private boolean fetchedTooMany;

  /** The page to continue after, if a new request would read some rows again; else null. */
  @Nullable Continuation continued;

  List<String> keys = List.of();
  RingPosition end;
  @Nullable Throwable failure;

  /**
   * @param after the position in the range to start after; null for the start of the range
   * @param splits how many times this part was split because reading it took too long
   */
  Segment(RingRange range, @Nullable RingPosition after, int pageSize, int splits) {
    this.range = range;
    this.after = after;
    this.pageSize = pageSize;
    this.fetchSize = pageSize;
    this.splits = splits;
    this.end = new RingPosition(range.last(), null);
  }

  boolean isPending() {
    return state == State.PENDING;
  }

  boolean isDone() {
    return state == State.DONE;
  }

  /** The number of rows that the next request asks for. */
  int fetchSize() {
    return fetchSize;
  }

  void sent() {
    state = State.SENT;
  }

  /** Marks this segment as unread. It is sent when the caller asks for the next page. */
  void notSent() {
    state = State.PENDING;
  }

  /** Continues after {@code page}. No keys of this segment were returned yet. */
  void continueAfter(@Nullable Continuation page) {
    state = State.PENDING;
    continued = page;
  }

  /**
   * Continues after {@code page}, which had only rows up to {@link #after}. From the second such
   * page on, the fetch size grows, so that skipping many keys with the same token does not take
   * many requests if pages are small.
   */
  void skip(@Nullable Continuation page) {
    skips++;
    if (skips > 1 && !fetchedTooMany && fetchSize < MOST_SKIPPED) {
      fetchSize = Math.min(MOST_SKIPPED, fetchSize * 2);
    }
    continueAfter(page);
  }

  /** Whether the keys do not fit in a page, because the fetch size had grown. */
  boolean hasTooMany(List<String> read) {
    return read.size() > pageSize && fetchSize > pageSize;
  }

  /** Reads again from the same position, with a smaller fetch size. */
  void fetchFewer() {
    fetchedTooMany = true;
    fetchSize = Math.max(pageSize, fetchSize / 2);
    state = State.PENDING;
  }

  void done(List<String> read, RingPosition readTo) {
    state = State.DONE;
    keys = read;
    end = readTo;
    continued = null;
  }

  void failed(Throwable reason) {
    state = State.DONE;
    failure = reason;
  }
}
