package dev.bytestore.cassandra;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of the token ring, both ends included. {@link Long#MIN_VALUE} comes before the ring's
 * first token, and no key has it.
 */
record RingRange(long first, long last) {

  static final RingRange WHOLE = new RingRange(Long.MIN_VALUE + 1, Long.MAX_VALUE);

  RingRange {
    if (first > last) {
      throw new IllegalArgumentException("empty range: " + first + " to " + last);
    }
  }

  /** The approximate number of tokens in the range. */
  double width() {
    return (double) last - (double) first + 1;
  }

  /** The first part of this range: about {@code width} tokens, or all of it if it has fewer. */
  RingRange start(double width) {
    long end = first + Math.max(0, (long) width - 1);
    boolean beyond = width >= width() || end < first || end > last; // widths are rounded
    return beyond ? this : new RingRange(first, end);
  }

  /** Splits this range into parts of about the same width; a narrow one may give fewer parts. */
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
