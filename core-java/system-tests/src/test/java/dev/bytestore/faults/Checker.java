package dev.bytestore.faults;

import dev.bytestore.faults.Call.Listing;
import dev.bytestore.faults.Call.Outcome;
import dev.bytestore.faults.Call.Read;
import dev.bytestore.faults.Call.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the calls of a history that break a promise of a store or a cache. Each key is a register
 * where the last write wins; {@link Timeline} says which values it can have when.
 */
final class Checker {

  /** The promises that can be broken. */
  enum Kind {
    /** A value is gone or old, although a later write was confirmed before the read began. */
    LOST_WRITE,
    /** A value or key was found that nobody had written, or only to another key. */
    PHANTOM,
    /** The written and the unconfirmed keys of a failure are not together the keys of the call. */
    WRONG_REPORT,
    /** The store reports a key as written that the server has not acknowledged. */
    WRITTEN_WITHOUT_ACKNOWLEDGEMENT,
    /** The store reports a key as unconfirmed although the server has acknowledged it. */
    UNCONFIRMED_ALTHOUGH_ACKNOWLEDGED,
    /** One listing has a key twice. */
    LISTED_TWICE,
    /** A listing has a key that was deleted before it began and not written since. */
    LISTED_THOUGH_ABSENT,
    /** A listing in one go misses a key that was present from its start to its end. */
    NOT_LISTED,
    /** A listing that was resumed from a position misses such a key. */
    NOT_LISTED_AFTER_RESUME,
    /** A call did not complete. */
    HUNG
  }

  /** A broken promise. */
  record Violation(Kind kind, String operation, String key, String detail) {}

  /** Sorted, so that the keys with a prefix are found quickly. */
  private final NavigableMap<String, Timeline> timelines;

  private final List<Violation> violations = new ArrayList<>();

  private Checker(List<Call> calls) {
    timelines = new TreeMap<>(Timeline.of(calls));
  }

  /**
   * Returns the broken promises, in the order of the calls.
   *
   * @throws IllegalArgumentException if a key has two writes at the same time: such a history
   *     cannot be checked
   */
  static List<Violation> check(List<Call> calls) {
    Checker checker = new Checker(calls);
    calls.forEach(checker::check);
    return checker.violations;
  }

  private void check(Call call) {
    if (call.header().outcome() == Outcome.HUNG) {
      add(Kind.HUNG, call, "", "the call did not complete");
    }
    if (call instanceof Write write) {
      checkReport(write);
    } else if (call instanceof Read read) {
      read.values().forEach((key, value) -> checkValue(read, key, value));
    } else if (call instanceof Listing listing) {
      checkListing(listing);
    }
  }

  private void checkReport(Write write) {
    Set<String> keys = write.values().keySet();
    Set<String> reported = new HashSet<>(write.written());
    reported.addAll(write.unconfirmed());
    for (String key : reported) {
      if (!keys.contains(key)) {
        add(Kind.WRONG_REPORT, write, key, "reported, but not a key of the call");
      } else if (write.written().contains(key) && write.unconfirmed().contains(key)) {
        add(Kind.WRONG_REPORT, write, key, "reported as written and as unconfirmed");
      } else {
        checkAcknowledged(write, key);
      }
    }
    for (String key : keys) {
      if (!reported.contains(key)) {
        add(Kind.WRONG_REPORT, write, key, "reported neither as written nor as unconfirmed");
      }
    }
  }

  private void checkAcknowledged(Write write, String key) {
    if (write.header().outcome() == Outcome.HUNG) {
      return; // the store has not reported yet
    }
    boolean acknowledged = write.acknowledged().contains(key);
    if (write.written().contains(key) && !acknowledged) {
      add(Kind.WRITTEN_WITHOUT_ACKNOWLEDGEMENT, write, key, "written, but not acknowledged");
    } else if (write.unconfirmed().contains(key) && acknowledged) {
      add(Kind.UNCONFIRMED_ALTHOUGH_ACKNOWLEDGED, write, key, "unconfirmed, but acknowledged");
    }
  }

  private void checkValue(Read read, String key, long value) {
    Set<Long> possible = possible(key, read);
    if (possible.contains(value)) {
      return;
    }
    String detail = "read %d, possible were %s".formatted(value, possible);
    boolean written =
        timelines.containsKey(key) && timelines.get(key).hasWritten(value, read.header().end());
    add(value == Values.ABSENT || written ? Kind.LOST_WRITE : Kind.PHANTOM, read, key, detail);
  }

  private void checkListing(Listing listing) {
    Set<String> listed = new LinkedHashSet<>();
    for (String key : listing.keys()) {
      if (!listed.add(key)) {
        add(Kind.LISTED_TWICE, listing, key, "listed twice");
      } else if (!timelines.containsKey(key) || !key.startsWith(listing.prefix())) {
        add(Kind.PHANTOM, listing, key, "listed, but never written or of another prefix");
      } else if (possible(key, listing).equals(Set.of(Values.ABSENT))) {
        add(Kind.LISTED_THOUGH_ABSENT, listing, key, "listed, but absent all the time");
      }
    }
    if (listing.header().outcome() == Outcome.OK) {
      checkMissing(listing, listed);
    }
  }

  private void checkMissing(Listing listing, Set<String> listed) {
    Kind kind = listing.resumed() ? Kind.NOT_LISTED_AFTER_RESUME : Kind.NOT_LISTED;
    for (String key : timelines.tailMap(listing.prefix(), true).keySet()) {
      if (!key.startsWith(listing.prefix())) {
        return;
      }
      if (!listed.contains(key) && !possible(key, listing).contains(Values.ABSENT)) {
        add(kind, listing, key, "not listed, but present all the time");
      }
    }
  }

  private Set<Long> possible(String key, Call call) {
    Timeline timeline = timelines.get(key);
    return timeline == null
        ? Set.of(Values.ABSENT)
        : timeline.possible(call.header().start(), call.header().end());
  }

  private void add(Kind kind, Call call, String key, String detail) {
    violations.add(new Violation(kind, call.header().operation(), key, detail));
  }
}
