package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Tests the arithmetic of ranges and positions on the token ring. */
class RingTest {

  @Property
  void thePartsOfARangeCoverItWithoutGapOrOverlap(
      @ForAll long a, @ForAll long b, @ForAll @IntRange(min = 1, max = 9) int count) {
    RingRange range = new RingRange(Math.min(a, b), Math.max(a, b));

    List<RingRange> parts = range.split(count);

    assertThat(parts).hasSizeBetween(1, count);
    assertThat(parts.get(0).first()).isEqualTo(range.first());
    assertThat(parts.get(parts.size() - 1).last()).isEqualTo(range.last());
    for (int i = 1; i < parts.size(); i++) {
      assertThat(parts.get(i).first()).isEqualTo(parts.get(i - 1).last() + 1);
    }
  }

  @Property
  void theStartOfARangeIsPartOfItAndNotEmpty(
      @ForAll long a, @ForAll long b, @ForAll @DoubleRange(min = 0, max = 2e19) double width) {
    RingRange range = new RingRange(Math.min(a, b), Math.max(a, b));

    RingRange start = range.start(width);

    assertThat(start.first()).isEqualTo(range.first());
    assertThat(start.last()).isBetween(range.first(), range.last());
  }

  @Property
  void aPositionComesBackFromItsText(@ForAll long token, @ForAll String text) {
    String key =
        text.isEmpty() || !text.equals(new String(text.getBytes(UTF_8), UTF_8)) ? null : text;
    RingPosition position = new RingPosition(token, key);

    assertThat(RingPosition.decode(position.encode())).isEqualTo(position);
    assertThat(position.encode()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void aTextThatIsNotAPositionIsRefused() {
    for (String text : List.of("", "AAAA", "Y", "YwAAAAAAAAAA/w", "not one", "YwAAAAAAAAAA_w")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RingPosition.decode(text))
          .withMessageContaining("position");
    }
  }

  @Test
  void keysOfOneTokenAreInTheOrderOfTheirBytes() {
    RingPosition place = new RingPosition(7, "b\uFFFF");

    assertThat(place.isBefore(7, "c")).isTrue();
    assertThat(place.isBefore(7, "b\uD800\uDC00")).isTrue(); // after U+FFFF in UTF-8, not in UTF-16
    assertThat(place.isBefore(7, "b\uFFFF")).isFalse();
    assertThat(place.isBefore(7, "a")).isFalse();
    assertThat(place.isBefore(8, "a")).isTrue();
    assertThat(place.isBefore(6, "z")).isFalse();
    assertThat(new RingPosition(7, null).isBefore(7, "z")).isFalse();
  }

  @Test
  void segmentsGrowWhileTheyHoldLittleAndShrinkWhenTheyHoldTooMuchOrTakeTooLong() {
    SegmentWidth width = new SegmentWidth(1_000);
    double start = width.target();

    width.learn(start, 4_000, 1_000_000);
    assertThat(width.target()).isEqualTo(start / 5);
    width.learn(start, 0, 5_000_000_000L);
    assertThat(width.target()).isEqualTo(start / 10);
    width.tooWide(start / 10);
    assertThat(width.target()).isEqualTo(start / 40);
    width.learn(1, 0, 1);
    assertThat(width.target()).isEqualTo(start / 40);
    width.learn(start / 40, 10, 50_000_000);
    assertThat(width.target()).isEqualTo(start / 10);
  }

  @Test
  void segmentsAreWiderThanAtTheStartOnlyWhileAnswersAreQuick() {
    SegmentWidth width = new SegmentWidth(1_000);
    double start = width.target();

    width.learn(start, 10, 6_000_000);
    assertThat(width.target()).isEqualTo(start);
    width.learn(start, 10, 1_000_000);
    assertThat(width.target()).isEqualTo(start * 2);
    width.learn(start * 2, 10, 1_000_000);
    assertThat(width.target()).isEqualTo(start * 2);
    width.learn(start * 2, 10, 6_000_000);
    assertThat(width.target()).isEqualTo(start);
  }
}
