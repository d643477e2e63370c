package dev.bytestore.faults;

import dev.bytestore.faults.Call.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The writes of one key, in order. Only one client writes a key, one call after the other, so it is
 * known at each time which values the key can have:
 *
 * <ul>
 *   <li>the value of the last confirmed write that ended before
 *   <li>the values of all later writes that have started, whether they are still running,
 *       unconfirmed or confirmed. An unconfirmed write may take effect long after the call failed,
 *       but not after the next confirmed one, because the last write wins
 * </ul>
 */
final class Timeline {

  /** One write. A deletion writes {@link Values#ABSENT}. */
  private record Change(long value, long start, long end, boolean confirmed) {}

  private final List<Change> changes = new ArrayList<>();

  /** Returns the timelines of all keys that {@code calls} write. */
  static Map<String, Timeline> of(List<Call> calls) {
    Map<String, Timeline> timelines = new HashMap<>();
    for (Call call : calls) {
      if (call instanceof Write write) {
        write.values().forEach((key, value) -> timeline(timelines, key).add(write, key, value));
      }
    }
    timelines.forEach((key, timeline) -> timeline.sort(key));
    return timelines;
  }

  private static Timeline timeline(Map<String, Timeline> timelines, String key) {
    return timelines.computeIfAbsent(key, k -> new Timeline());
  }

  private void add(Write write, String key, long value) {
    boolean confirmed = write.written().contains(key) && !write.unconfirmed().contains(key);
    changes.add(new Change(value, write.header().start(), write.header().end(), confirmed));
  }

  private void sort(String key) {
    changes.sort(Comparator.comparingLong(Change::start));
    for (int i = 1; i < changes.size(); i++) {
      if (changes.get(i).start() < changes.get(i - 1).end()) {
        throw new IllegalArgumentException(key + " has two writes at the same time");
      }
    }
  }

  /** Returns all values that a read from {@code start} to {@code end} may find. */
  Set<Long> possible(long start, long end) {
    int last = lastStartedBefore(end);
    Set<Long> values = new HashSet<>();
    for (int i = last; i >= 0; i--) {
      Change change = changes.get(i);
      values.add(change.value());
      if (change.confirmed() && change.end() < start) {
        return values;
      }
    }
    values.add(Values.ABSENT);
    return values;
  }

  /** Returns whether a write of {@code value} started before {@code end}. */
  boolean hasWritten(long value, long end) {
    return changes.stream().anyMatch(c -> c.value() == value && c.start() < end);
  }

  private int lastStartedBefore(long end) {
    int low = 0;
    int high = changes.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (changes.get(middle).start() < end) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
