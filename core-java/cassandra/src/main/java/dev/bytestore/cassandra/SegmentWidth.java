package dev.bytestore.cassandra;

import java.time.Duration;

/**
 * Learns how wide a segment of the ring should be, so that its keys fill most of a page and reading
 * it takes far less than any timeout. Neither the number of keys nor the share of them that has the
 * prefix is known beforehand.
 */
final class SegmentWidth {

  private static final double RING = RingRange.WHOLE.width();
  private static final double WIDE = RING / 32;
  private static final double NARROWEST = RING / (1 << 26);
  private static final double PAGE_SHARE = 0.8;
  private static final double MAX_GROWTH = 4;
  private static final double PACE_NANOS = Duration.ofMillis(500).toNanos();

  /** With responses this quick, fewer requests matter more than equal shares. */
  private static final double QUICK_NANOS = Duration.ofMillis(5).toNanos();

  private static final double WIDEST_IF_QUICK = RING / 16;

  private final int pageSize;
  private double target = WIDE;

  SegmentWidth(int pageSize) {
    this.pageSize = pageSize;
  }

  double target() {
    return target;
  }

  /** Adjusts the width after a response with {@code rows} rows for {@code width} tokens. */
  void learn(double width, int rows, long nanos) {
    double byRows = rows == 0 ? MAX_GROWTH : PAGE_SHARE * pageSize / rows;
    double byTime = PACE_NANOS / Math.max(1, nanos);
    double factor = Math.min(MAX_GROWTH, Math.min(byRows, byTime));
    // A narrow segment, such as the rest of another, must not make the next ones narrower.
    double wanted = factor < 1 ? width * factor : Math.max(target, width * factor);
    set(Math.min(wanted, nanos < QUICK_NANOS ? WIDEST_IF_QUICK : WIDE));
  }

  /** Reduces the width after reading {@code width} tokens took too long. */
  void tooWide(double width) {
    set(Math.min(target, width / MAX_GROWTH));
  }

  private void set(double width) {
    target = Math.max(NARROWEST, width);
  }
}
