package dev.bytestore.faults;

import static dev.bytestore.faults.Values.ABSENT;
import static dev.bytestore.faults.Values.FOREIGN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bytestore.faults.Call.Header;
import dev.bytestore.faults.Call.Listing;
import dev.bytestore.faults.Call.Outcome;
import dev.bytestore.faults.Call.Read;
import dev.bytestore.faults.Call.Write;
import dev.bytestore.faults.Checker.Kind;
import dev.bytestore.faults.Checker.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker accepts what is allowed, and finds each kind of broken promise. */
class CheckerTest {

  @Test
  void aValueIsReadUntilTheNextWriteReplacesIt() {
    assertThat(
            broken(
                read("a", ABSENT, 0, 1),
                write("a", 1, 2, 3),
                read("a", 1, 4, 5),
                write("a", ABSENT, 6, 7),
                read("a", ABSENT, 8, 9)))
        .isEmpty();
  }

  @Test
  void aWriteThatRunsMayAlreadyBeVisibleOrNot() {
    assertThat(broken(write("a", 1, 0, 10), read("a", 1, 2, 3), read("a", ABSENT, 4, 5))).isEmpty();
  }

  @Test
  void aConfirmedWriteThatIsNotReadIsLost() {
    assertThat(broken(write("a", 1, 0, 1), read("a", ABSENT, 2, 3)))
        .containsExactly(Kind.LOST_WRITE);
  }

  @Test
  void aConfirmedWriteAfterWhichTheOldValueIsReadIsLost() {
    assertThat(broken(write("a", 1, 0, 1), write("a", 2, 2, 3), read("a", 1, 4, 5)))
        .containsExactly(Kind.LOST_WRITE);
  }

  @Test
  void aConfirmedDeletionAfterWhichTheValueIsReadIsLost() {
    assertThat(broken(write("a", 1, 0, 1), write("a", ABSENT, 2, 3), read("a", 1, 4, 5)))
        .containsExactly(Kind.LOST_WRITE);
  }

  @Test
  void aKeyThatAFailureNamesAsWrittenMustNotBeLost() {
    Write partial = partial(Map.of("a", 1L, "b", 2L), Set.of("a"), Set.of("b"), 0, 1);

    assertThat(broken(partial, read("a", 1, 2, 3), read("b", ABSENT, 2, 3))).isEmpty();
    assertThat(broken(partial, read("a", ABSENT, 2, 3))).containsExactly(Kind.LOST_WRITE);
  }

  @Test
  void anUnconfirmedWriteMayBecomeVisibleAtAnyTimeUntilTheNextConfirmedOne() {
    Write unconfirmed = partial(Map.of("a", 2L), Set.of(), Set.of("a"), 2, 3);

    assertThat(
            broken(
                write("a", 1, 0, 1),
                unconfirmed,
                read("a", 1, 4, 5),
                read("a", 2, 6, 7),
                write("a", 3, 8, 9),
                read("a", 3, 10, 11)))
        .isEmpty();
    assertThat(broken(unconfirmed, write("a", 3, 8, 9), read("a", 2, 10, 11)))
        .containsExactly(Kind.LOST_WRITE);
  }

  @Test
  void aValueThatWasNeverWrittenOrOnlyToAnotherKeyIsAPhantom() {
    assertThat(broken(read("a", 7, 0, 1))).containsExactly(Kind.PHANTOM);
    assertThat(broken(write("a", 1, 0, 1), read("a", FOREIGN, 2, 3))).containsExactly(Kind.PHANTOM);
    assertThat(broken(write("a", 1, 0, 1), write("b", 2, 0, 1), read("a", 2, 2, 3)))
        .containsExactly(Kind.PHANTOM);
  }

  @Test
  void aValueThatIsReadBeforeItIsWrittenIsAPhantom() {
    assertThat(broken(read("a", 1, 0, 1), write("a", 1, 2, 3))).containsExactly(Kind.PHANTOM);
  }

  @Test
  void theKeysOfAFailureMustBeThoseOfTheCall() {
    Map<String, Long> values = Map.of("a", 1L, "b", 2L);

    assertThat(broken(partial(values, Set.of("a"), Set.of("b", "earlier"), 0, 1)))
        .containsExactly(Kind.WRONG_REPORT);
    assertThat(broken(partial(values, Set.of("a"), Set.of(), 0, 1)))
        .containsExactly(Kind.WRONG_REPORT);
    assertThat(broken(partial(values, Set.of("a"), Set.of("a", "b"), 0, 1)))
        .containsExactly(Kind.WRONG_REPORT);
  }

  @Test
  void aKeyThatTheServerAcknowledgedMustNotBeReportedAsUnconfirmed() {
    Write all = partial(Map.of("a", 1L, "b", 2L), Set.of("a"), Set.of("b"), 0, 1);

    assertThat(broken(acknowledged(all, Set.of("a")))).isEmpty();
    assertThat(broken(acknowledged(all, Set.of("a", "b"))))
        .containsExactly(Kind.UNCONFIRMED_ALTHOUGH_ACKNOWLEDGED);
  }

  @Test
  void aKeyThatTheServerDidNotAcknowledgeMustNotBeReportedAsWritten() {
    Write all = partial(Map.of("a", 1L, "b", 2L), Set.of("a"), Set.of("b"), 0, 1);

    assertThat(broken(acknowledged(all, Set.of())))
        .containsExactly(Kind.WRITTEN_WITHOUT_ACKNOWLEDGEMENT);
    assertThat(broken(acknowledged(write("a", 1, 0, 1), Set.of())))
        .containsExactly(Kind.WRITTEN_WITHOUT_ACKNOWLEDGEMENT);
  }

  @Test
  void aWriteOfAnotherSessionReplacesAValueOnlyOnceTheClocksCannotDiffer() {
    long soon = 1 + Timeline.CLOCK_DIFFERENCE.toNanos();
    long late = soon + 1;
    Write first = write(0, "a", 1, 0, 1);

    assertThat(broken(first, write(1, "a", 2, soon, soon), read("a", 1, late, late))).isEmpty();
    assertThat(broken(first, write(1, "a", 2, soon, soon), read("a", 2, late, late))).isEmpty();
    assertThat(broken(first, write(1, "a", 2, soon, soon), read("a", ABSENT, late, late)))
        .containsExactly(Kind.LOST_WRITE);
    assertThat(broken(first, write(1, "a", 2, late, late), read("a", 1, late + 1, late + 1)))
        .containsExactly(Kind.LOST_WRITE);
    assertThat(broken(first, write(0, "a", 2, 2, 3), read("a", 1, 4, 5)))
        .containsExactly(Kind.LOST_WRITE);
  }

  @Test
  void aWriteOfTheSameSessionReplacesAValueAlsoIfAnotherSessionWroteInBetween() {
    Write first = write(0, "a", 1, 0, 1);
    Write other = write(1, "a", 2, 2, 3);
    Write last = write(0, "a", 3, 4, 5);

    assertThat(broken(first, other, last, read("a", 2, 6, 7))).isEmpty();
    assertThat(broken(first, other, last, read("a", 1, 6, 7))).containsExactly(Kind.LOST_WRITE);
  }

  @Test
  void aKeyThatWasWrittenOnceIsLostWhateverTheClocks() {
    assertThat(broken(write(1, "a", 1, 0, 1), read("a", ABSENT, 2, 3)))
        .containsExactly(Kind.LOST_WRITE);
    assertThat(broken(write(1, "k/a", 1, 0, 1), list(false))).containsExactly(Kind.NOT_LISTED);
  }

  @Test
  void aListingHasEachStableKeyOnce() {
    Write a = write("k/a", 1, 0, 1);
    Write b = write("k/b", 2, 0, 1);

    assertThat(broken(a, b, list(false, "k/b", "k/a"))).isEmpty();
    assertThat(broken(a, b, list(false, "k/b", "k/a", "k/b"))).containsExactly(Kind.LISTED_TWICE);
    assertThat(broken(a, b, list(false, "k/b"))).containsExactly(Kind.NOT_LISTED);
    assertThat(broken(a, b, list(true, "k/b"))).containsExactly(Kind.NOT_LISTED_AFTER_RESUME);
  }

  @Test
  void aListingMayOrMayNotHaveAKeyThatIsWrittenOrDeletedMeanwhile() {
    Write written = write("k/a", 1, 15, 16);
    Write deleted = write("k/b", ABSENT, 15, 16);
    Write before = write("k/b", 2, 0, 1);

    assertThat(broken(written, before, deleted, list(false))).isEmpty();
    assertThat(broken(written, before, deleted, list(false, "k/a", "k/b"))).isEmpty();
  }

  @Test
  void aListingHasNoDeletedAndNoUnknownKeyAndNoneOfAnotherPrefix() {
    Write deleted = write("k/a", ABSENT, 0, 1);

    assertThat(broken(deleted, list(false, "k/a"))).containsExactly(Kind.LISTED_THOUGH_ABSENT);
    assertThat(broken(list(false, "k/b"))).containsExactly(Kind.PHANTOM);
    assertThat(broken(write("other/a", 1, 0, 1), list(false, "other/a")))
        .containsExactly(Kind.PHANTOM);
  }

  @Test
  void aListingThatFailedMayMissKeysButNotRepeatThem() {
    Header failed = new Header("list", 10, 20, Outcome.FAILED, List.of("Exception"));
    Write a = write("k/a", 1, 0, 1);

    assertThat(broken(a, new Listing(failed, "k/", List.of(), true))).isEmpty();
    assertThat(broken(a, new Listing(failed, "k/", List.of("k/a", "k/a"), true)))
        .containsExactly(Kind.LISTED_TWICE);
  }

  @Test
  void aCallThatDoesNotCompleteIsFound() {
    Header hung = new Header("mget", 0, Long.MAX_VALUE, Outcome.HUNG, List.of());

    assertThat(broken(new Read(hung, Map.of()))).containsExactly(Kind.HUNG);
  }

  @Test
  void aKeyWithTwoWritersIsRefusedBecauseItCannotBeChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> broken(write("a", 1, 0, 5), write("a", 2, 3, 8)))
        .withMessageContaining("two writes at the same time");
  }

  private static List<Kind> broken(Call... calls) {
    return Checker.check(List.of(calls)).stream().map(Violation::kind).toList();
  }

  private static Write write(String key, long value, long start, long end) {
    return write(0, key, value, start, end);
  }

  private static Write write(int session, String key, long value, long start, long end) {
    Set<String> keys = Set.of(key);
    return new Write(ok("mset", start, end), session, Map.of(key, value), keys, Set.of(), keys);
  }

  private static Write acknowledged(Write write, Set<String> keys) {
    return new Write(write.header(), 0, write.values(), write.written(), write.unconfirmed(), keys);
  }

  private static Write partial(
      Map<String, Long> values,
      Set<String> written,
      Set<String> unconfirmed,
      long start,
      long end) {
    Header header =
        new Header("mset", start, end, Outcome.UNCONFIRMED, List.of("PartialWriteException"));
    return new Write(header, 0, values, written, unconfirmed, written);
  }

  private static Read read(String key, long value, long start, long end) {
    return new Read(ok("mget", start, end), Map.of(key, value));
  }

  private static Listing list(boolean resumed, String... keys) {
    return new Listing(ok("list", 10, 20), "k/", List.of(keys), resumed);
  }

  private static Header ok(String operation, long start, long end) {
    return new Header(operation, start, end, Outcome.OK, List.of());
  }
}
