package dev.bytestore.cassandra;

import dev.bytestore.cassandra.Pages.Continuation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of the ring on its way from unread to handed out; guarded by its scan's lock. */
final class Segment {

  private enum State {
    PENDING,
    SENT,
    DONE
  }

  /** How many rows a request that skips keys asks for at most, unless a page has more. */
  private static final int MOST_SKIPPED = 1_000;

  RingRange range;
  final @Nullable RingPosition after;
  final int splits;
  private final int pageSize;
  private State state = State.PENDING;

  private int fetchSize;
  private int skips;
  private boolean fetchedTooMany;

  /** The page to read on from, where a new request would get rows again that were read. */
  @Nullable Continuation continued;

  List<String> keys = List.of();
  RingPosition end;
  @Nullable Throwable failure;

  /**
   * @param after where in the range to start, if not at its beginning
   * @param splits how many times this part was split because it took too long
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

  /** How many rows the next request asks for. */
  int fetchSize() {
    return fetchSize;
  }

  void sent() {
    state = State.SENT;
  }

  /** Was not sent, and is to be sent when the next page is asked for. */
  void notSent() {
    state = State.PENDING;
  }

  /** Goes on after {@code page}, from where nothing was handed out yet. */
  void continueAfter(@Nullable Continuation page) {
    state = State.PENDING;
    continued = page;
  }

  /**
   * Goes on after {@code page}, which had only rows up to {@link #after}. From the second such page
   * on the requests grow, so that skipping many keys that share a token does not take many requests
   * where pages are small.
   */
  void skip(@Nullable Continuation page) {
    skips++;
    if (skips > 1 && !fetchedTooMany && fetchSize < MOST_SKIPPED) {
      fetchSize = Math.min(MOST_SKIPPED, fetchSize * 2);
    }
    continueAfter(page);
  }

  /** Whether more came than fits in a page, as the request had grown. */
  boolean hasTooMany(List<String> read) {
    return read.size() > pageSize && fetchSize > pageSize;
  }

  /** Reads again from the same place, but fewer rows. */
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
