package dev.bytestore.internal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CycleDetectorTest {

  /** How many states are needed to find the cycle, which begins after {@code start} states. */
  private static int statesUntilRepeated(int start, int length, int most) {
    CycleDetector seen = CycleDetector.START;
    for (int i = 0; i < most; i++) {
      Integer state = i < start ? -1 - i : (i - start) % length;
      if (seen.isRepeated(state)) {
        return i;
      }
      seen = seen.after(state);
    }
    return most;
  }

  @Property
  void anyCycleIsFoundSoonWhereverItBegins(
      @ForAll @IntRange(max = 2_000) int start,
      @ForAll @IntRange(min = 1, max = 2_000) int length) {
    int limit = 3 * (start + length) + 1;

    assertThat(statesUntilRepeated(start, length, limit)).isBetween(start + length, limit - 1);
  }

  @Property(tries = 10)
  void differentStatesAreNoCycle(@ForAll @IntRange(min = 1, max = 100_000) int count) {
    assertThat(statesUntilRepeated(count, 1, count)).isEqualTo(count);
  }
}
