package dev.bytestore.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.faults.Call.Header;
import dev.bytestore.faults.Call.Outcome;
import dev.bytestore.faults.Call.Read;
import dev.bytestore.faults.Checker.Kind;
import dev.bytestore.faults.Checker.Violation;
import dev.bytestore.faults.Report.LeftOver;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run fails if a promise was broken or something was leaked. */
class ReportTest {

  private static final long HEAP = 20_000_000;
  private static final LeftOver NOTHING = new LeftOver(List.of(), 0, HEAP, HEAP);

  @Test
  void aRunWithoutViolationsThatLeavesNothingIsClean() {
    assertThat(report(List.of(), NOTHING).isClean()).isTrue();
  }

  @Test
  void aViolationIsNotClean() {
    Violation violation = new Violation(Kind.LOST_WRITE, "mget", "a", "read 0");

    assertThat(report(List.of(violation), NOTHING).isClean()).isFalse();
  }

  @Test
  void aThreadOrAPlaceInFlightThatStaysIsNotClean() {
    assertThat(report(List.of(), new LeftOver(List.of("s0-io"), 0, HEAP, HEAP)).isClean())
        .isFalse();
    assertThat(report(List.of(), new LeftOver(List.of(), 1, HEAP, HEAP)).isClean()).isFalse();
  }

  @Test
  void memoryThatGrowsIsNotClean() {
    long most = HEAP + LeftOver.HEAP_GROWTH;

    assertThat(report(List.of(), new LeftOver(List.of(), 0, HEAP, most)).isClean()).isTrue();
    assertThat(report(List.of(), new LeftOver(List.of(), 0, HEAP, most + 1)).isClean()).isFalse();
  }

  @Test
  void memoryThatIsStillReferencedCountsAsUsedAndOtherMemoryDoesNot() {
    long before = Heap.used();
    byte[] kept = new byte[(int) LeftOver.HEAP_GROWTH * 2];
    long withIt = Heap.used();
    kept[0] = 1;
    kept = null;

    assertThat(withIt - before).isGreaterThan(LeftOver.HEAP_GROWTH);
    assertThat(Heap.used() - before).isLessThan(LeftOver.HEAP_GROWTH);
  }

  @Test
  void theLongestStallIsTheLongestTimeWithoutASuccess() {
    CallFigures figures =
        CallFigures.of(
            List.of(
                read(Outcome.OK, 0, 10),
                read(Outcome.FAILED, 10, 20),
                read(Outcome.OK, 5, 45),
                read(Outcome.OK, 45, 50)));

    assertThat(figures.longestStall().toNanos()).isEqualTo(35);
    assertThat(figures.longestCall().nanos()).isEqualTo(40);
    assertThat(figures.calls()).isEqualTo(4);
    assertThat(figures.outcomes()).isEqualTo(Map.of(Outcome.OK, 3L, Outcome.FAILED, 1L));
  }

  private static Report report(List<Violation> violations, LeftOver leftOver) {
    return new Report(
        CallFigures.of(List.of(read(Outcome.OK, 0, 1))), List.of(), violations, leftOver);
  }

  private static Read read(Outcome outcome, long start, long end) {
    return new Read(new Header("mget", start, end, outcome, List.of()), Map.of());
  }
}
