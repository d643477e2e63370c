package dev.bytestore.internal;

import org.jspecify.annotations.Nullable;

/**
 * Detects a server that sends the same page states again and again, which would make a listing
 * endless. It remembers one state at a time (Brent's algorithm). So it finds a cycle after at most
 * three times as many states as there are different ones.
 *
 * <p>Immutable, because a caller may ask for the page after the same page more than once.
 *
 * @param remembered one of the states that were received, or null
 * @param distance the number of states that were received after it
 * @param limit the distance at which a newer state is remembered
 */
public record CycleDetector(@Nullable Object remembered, long distance, long limit) {

  /** Before the first state. */
  public static final CycleDetector START = new CycleDetector(null, 0, 1);

  /**
   * Returns whether {@code state} is the remembered state. If not, it may still have been received
   * before.
   */
  public boolean isRepeated(Object state) {
    return state.equals(remembered);
  }

  /** Returns a detector that has also seen {@code state}. */
  public CycleDetector after(Object state) {
    return distance + 1 == limit
        ? new CycleDetector(state, 0, limit * 2)
        : new CycleDetector(remembered, distance + 1, limit);
  }
}
