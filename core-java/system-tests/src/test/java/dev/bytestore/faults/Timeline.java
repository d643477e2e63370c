package dev.bytestore.faults;

import dev.bytestore.faults.Call.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The writes of one key, in order. They are made one after the other, so it is known at each time
 * which values the key can have. The newest timestamp wins, and a session gives each write a newer
 * timestamp than its earlier ones. Each session has its own clock. So a write surely replaces the
 * earlier writes of its session, and those that ended more than {@link #CLOCK_DIFFERENCE} before it
 * started. The possible values are:
 *
 * <ul>
 *   <li>the values of confirmed writes, unless a confirmed write that ended before the read surely
 *       replaces them
 *   <li>the values of writes that are still running or unconfirmed, with the same exception. An
 *       unconfirmed write may take effect long after the call failed
 * </ul>
 */
final class Timeline {

  /** More than the clocks of two sessions may differ. */
  static final Duration CLOCK_DIFFERENCE = SkewedTimestamps.SKEW.plusMillis(500);

  /** One write. A deletion writes {@link Values#ABSENT}. */
  private record Change(long value, int session, long start, long end, boolean confirmed) {

    boolean surelyReplacedBy(Change later) {
      return session == later.session || later.start - end > CLOCK_DIFFERENCE.toNanos();
    }
  }

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
    changes.add(
        new Change(
            value, write.session(), write.header().start(), write.header().end(), confirmed));
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
    Set<Long> values = new HashSet<>();
    List<Change> replacing = new ArrayList<>(); // at most one of each session, the latest first
    for (int i = lastStartedBefore(end); i >= 0; i--) {
      Change change = changes.get(i);
      if (replacing.stream().noneMatch(change::surelyReplacedBy)) {
        values.add(change.value());
        if (change.confirmed() && change.end() < start) {
          replacing.add(change);
        }
      } else if (isOlderThanAll(change, replacing)) {
        break;
      }
    }
    if (replacing.isEmpty()) {
      values.add(Values.ABSENT);
    }
    return values;
  }

  /** Returns whether {@code change}, and so each earlier one too, is surely replaced. */
  private static boolean isOlderThanAll(Change change, List<Change> replacing) {
    return replacing.get(0).start() - change.end() > CLOCK_DIFFERENCE.toNanos();
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
