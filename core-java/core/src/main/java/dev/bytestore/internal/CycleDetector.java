package dev.bytestore.internal;

import org.jspecify.annotations.Nullable;

/**
 * Detects when a server sends the same page states over and over, which would keep a reader busy
 * without end. It remembers only one state at a time (Brent's algorithm), so it may take up to
 * three times as many states as there are different ones to find a cycle.
 *
 * <p>Immutable, because a caller may ask for the page after the same page more than once.
 *
 * @param remembered one of the states that came, or null
 * @param distance how many states came after it
 * @param limit after how many a newer one is remembered
 */
public record CycleDetector(@Nullable Object remembered, long distance, long limit) {

  /** Before the first state. */
  public static final CycleDetector START = new CycleDetector(null, 0, 1);

  /** Whether {@code state} is the remembered one. If not, it may still have come before. */
  public boolean isRepeated(Object state) {
    return state.equals(remembered);
  }

  /** A detector that has also seen {@code state}. */
  public CycleDetector after(Object state) {
    return distance + 1 == limit
        ? new CycleDetector(state, 0, limit * 2)
        : new CycleDetector(remembered, distance + 1, limit);
  }
}
