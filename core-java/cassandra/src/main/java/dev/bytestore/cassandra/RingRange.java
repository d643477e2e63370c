package dev.bytestore.cassandra;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of the token ring, both ends included. {@link Long#MIN_VALUE} is the place before the
 * ring's first token, which no key has.
 */
record RingRange(long first, long last) {

  static final RingRange WHOLE = new RingRange(Long.MIN_VALUE + 1, Long.MAX_VALUE);

  RingRange {
    if (first > last) {
      throw new IllegalArgumentException("empty range: " + first + " to " + last);
    }
  }

  /** How many tokens the range has, about. */
  double width() {
    return (double) last - (double) first + 1;
  }

  /** The first part of this range, of about {@code width} tokens or the whole of it. */
  RingRange start(double width) {
    long end = first + Math.max(0, (long) width - 1);
    boolean beyond = width >= width() || end < first || end > last; // widths are rounded
    return beyond ? this : new RingRange(first, end);
  }

  /** This range in {@code parts} of about the same width, or in fewer where it has few tokens. */
  List<RingRange> split(int parts) {
    List<RingRange> ranges = new ArrayList<>(parts);
    double width = width() / parts;
    RingRange rest = this;
    while (ranges.size() < parts - 1) {
      RingRange part = rest.start(width);
      if (part.last() == last) {
        break;
      }
      ranges.add(part);
      rest = new RingRange(part.last() + 1, last);
    }
    ranges.add(rest);
    return ranges;
  }
}
