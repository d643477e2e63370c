package dev.bytestore.internal;

import org.jspecify.annotations.Nullable;

/**
 * Finds out when a server sends the same page states over and over, which would keep a reader busy
 * without end. It remembers a single state, however many there are (Brent's algorithm), and so
 * finds a cycle within three times the states that come before the cycle is complete.
 *
 * <p>Immutable: pages can be read on from more than once.
 *
 * @param remembered one of the states that came, or null
 * @param distance how many states came after it
 * @param limit after how many a newer one is remembered
 */
public record CycleDetector(@Nullable Object remembered, long distance, long limit) {

  /** Before the first state. */
  public static final CycleDetector START = new CycleDetector(null, 0, 1);

  /** Whether {@code state} came before. */
  public boolean isRepeated(Object state) {
    return state.equals(remembered);
  }

  /** What has seen {@code state} as well. */
  public CycleDetector after(Object state) {
    return distance + 1 == limit
        ? new CycleDetector(state, 0, limit * 2)
        : new CycleDetector(remembered, distance + 1, limit);
  }
}
