package dev.bytestore.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for a turn. Turns alternate between calls that have not had one and calls
 * that have. Not safe for use by several threads, except for {@link #isEmpty}.
 */
final class TurnQueue {

  /** Calls that have not had a turn yet. */
  private final Line arrived = new Line();

  /** Calls that have had a turn and have more requests to send. */
  private final Line waiting = new Line();

  private boolean arrivedGoFirst = true;
  private int size;

  /** The requests that the calls have not sent yet. */
  private long requests;

  /** Can be read without a lock, because usually no call waits. */
  private volatile boolean empty = true;

  /** Whether no call waits. A call between two turns, after {@link #next}, still waits. */
  boolean isEmpty() {
    return empty;
  }

  long requests() {
    return requests;
  }

  void add(Batch<?> batch) {
    batch.queued = true;
    requests += batch.count - batch.next;
    if (size++ == 0) {
      empty = false;
    }
    lineOf(batch).add(batch);
  }

  /**
   * Removes the call whose turn it is and returns it, or null if none waits. Call {@link
   * #turnEnded} afterwards.
   */
  @Nullable Batch<?> next() {
    Line first = arrivedGoFirst ? arrived : waiting;
    Line second = arrivedGoFirst ? waiting : arrived;
    arrivedGoFirst = !arrivedGoFirst;
    Batch<?> batch = first.head == null ? second.head : first.head;
    if (batch != null) {
      unlink(batch);
    }
    return batch;
  }

  /**
   * Tells the queue that the call that {@link #next} returned is back in the queue, or has left.
   */
  void turnEnded() {
    if (size == 0) {
      empty = true;
    }
  }

  void remove(Batch<?> batch) {
    unlink(batch);
    turnEnded();
  }

  private void unlink(Batch<?> batch) {
    lineOf(batch).remove(batch);
    size--;
    requests -= batch.count - batch.next;
    batch.queued = false;
  }

  /** A call stays in its line until it is removed, because it is removed before its turn. */
  private Line lineOf(Batch<?> batch) {
    return batch.next == 0 ? arrived : waiting;
  }

  /**
   * Removes and returns the calls that have no request in flight and have waited since {@code time}
   * or longer. A call with a request in flight learns from that request whether the server works.
   */
  List<Batch<?>> removeWaitingSince(long time) {
    List<Batch<?>> removed = new ArrayList<>();
    for (Line line : List.of(arrived, waiting)) {
      for (Batch<?> batch = line.head; batch != null; batch = batch.following) {
        if (batch.inFlight == 0 && batch.waitsSince - time <= 0) {
          removed.add(batch);
        }
      }
    }
    removed.forEach(this::remove);
    return removed;
  }

  /**
   * A linked list whose links are in its elements: thousands of callers may give up at once, so any
   * of them must be removed in constant time, and a request must allocate as little as possible.
   */
  private static final class Line {

    private @Nullable Batch<?> head;
    private @Nullable Batch<?> tail;

    void add(Batch<?> batch) {
      Batch<?> last = tail;
      if (last == null) {
        head = batch;
      } else {
        last.following = batch;
        batch.previous = last;
      }
      tail = batch;
    }

    void remove(Batch<?> batch) {
      Batch<?> before = batch.previous;
      Batch<?> after = batch.following;
      if (before == null) {
        head = after;
      } else {
        before.following = after;
      }
      if (after == null) {
        tail = before;
      } else {
        after.previous = before;
      }
      batch.previous = null;
      batch.following = null;
    }
  }
}
