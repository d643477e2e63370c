package dev.bytestore.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for a turn. Turns alternate between calls that have not had one and calls
 * that have. A call can leave in constant time, so that thousands of callers may give up at once.
 * Not safe for use by several threads.
 */
final class TurnQueue {

  /** Calls that have not had a turn yet. */
  private final Set<Batch<?>> arrived = new LinkedHashSet<>();

  /** Calls that have had a turn and have more requests to send. */
  private final Set<Batch<?>> waiting = new LinkedHashSet<>();

  private boolean arrivedGoFirst = true;

  boolean isEmpty() {
    return arrived.isEmpty() && waiting.isEmpty();
  }

  void add(Batch<?> batch) {
    batch.queued = true;
    (batch.next == 0 ? arrived : waiting).add(batch);
  }

  /** Removes the call whose turn it is and returns it, or null if none waits. */
  @Nullable Batch<?> next() {
    Set<Batch<?>> first = arrivedGoFirst ? arrived : waiting;
    Set<Batch<?>> second = arrivedGoFirst ? waiting : arrived;
    arrivedGoFirst = !arrivedGoFirst;
    return removeFirst(first.isEmpty() ? second : first);
  }

  private static @Nullable Batch<?> removeFirst(Set<Batch<?>> calls) {
    if (calls.isEmpty()) {
      return null;
    }
    Iterator<Batch<?>> all = calls.iterator();
    Batch<?> batch = all.next();
    all.remove();
    batch.queued = false;
    return batch;
  }

  void remove(Batch<?> batch) {
    batch.queued = false;
    if (!arrived.remove(batch)) {
      waiting.remove(batch);
    }
  }

  /**
   * Removes and returns the calls that have no request in flight and have waited since {@code time}
   * or longer. A call with a request in flight learns from that request whether the server works.
   */
  List<Batch<?>> removeWaitingSince(long time) {
    List<Batch<?>> removed = new ArrayList<>();
    for (Set<Batch<?>> calls : List.of(arrived, waiting)) {
      for (Batch<?> batch : calls) {
        if (batch.inFlight == 0 && batch.waitsSince - time <= 0) {
          removed.add(batch);
        }
      }
    }
    removed.forEach(this::remove);
    return removed;
  }
}
