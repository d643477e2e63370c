package dev.bytestore.internal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the size of the window with a clock that the tests set. */
class InFlightWindowTest {

  private static final int LIMIT = 256;

  private long now = 1;
  private final InFlightWindow window = InFlightWindow.adaptive(LIMIT, () -> now);

  private void pass(long millis) {
    now += MILLISECONDS.toNanos(millis);
  }

  /** Simulates a round trip during which other requests wait for a place. */
  private int fullRoundTrip(long millis) {
    long sentAt = window.sent();
    window.isFull();
    pass(millis);
    window.answered(sentAt);
    return window.size();
  }

  private int tooBusy(long millis) {
    long sentAt = window.sent();
    pass(millis);
    window.tooBusy(sentAt);
    return window.size();
  }

  @Test
  void aNewWindowDoublesWithEachQuickRoundTrip() {
    assertThat(window.size()).isEqualTo(16);
    assertThat(IntStream.range(0, 5).map(i -> fullRoundTrip(2)))
        .containsExactly(32, 64, 128, 256, 256);
  }

  @Test
  void aWindowThatNobodyWaitsForDoesNotGrow() {
    for (int i = 0; i < 10; i++) {
      long sentAt = window.sent();
      pass(2);
      window.answered(sentAt);
    }

    assertThat(window.size()).isEqualTo(16);
  }

  @Test
  void aSlowResponseHalvesTheWindowWhichThenGrowsInSmallSteps() {
    IntStream.range(0, 4).forEach(i -> fullRoundTrip(2));

    assertThat(fullRoundTrip(501)).isEqualTo(128);
    assertThat(fullRoundTrip(2)).isEqualTo(132);
    assertThat(fullRoundTrip(2)).isEqualTo(136);
    IntStream.range(0, 40).forEach(i -> fullRoundTrip(2));
    assertThat(window.size()).isEqualTo(LIMIT);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 50, 400, 2_000, 30_000})
  void aServerThatTakesTheSameTimeHoweverManyRequestsItHasGetsTheWholeLimit(long millis) {
    IntStream.range(0, 4).forEach(i -> fullRoundTrip(millis));

    assertThat(window.size()).isEqualTo(LIMIT);
    assertThat(fullRoundTrip(millis * 2)).isEqualTo(LIMIT);
  }

  @Test
  void onlyOneRequestIsTimedAtATime() {
    fullRoundTrip(1);
    long timed = window.sent();
    pass(1);
    long other = window.sent();
    pass(5_000);

    window.answered(other);
    assertThat(window.size()).isEqualTo(32);
    window.answered(timed);
    assertThat(window.size()).isEqualTo(16);
  }

  @Test
  void aServerThatIsTooBusyGetsTheFewestRequestsAndThenHalfOfWhatItHadInAFewRoundTrips() {
    IntStream.range(0, 4).forEach(i -> fullRoundTrip(2));

    assertThat(tooBusy(2_000)).isEqualTo(4);
    assertThat(IntStream.range(0, 7).map(i -> fullRoundTrip(2)))
        .containsExactly(8, 16, 32, 64, 128, 132, 136);
  }

  @Test
  void requestsThatWereSentBeforeTheWindowWasSetBackDoNotSetItBackAgain() {
    IntStream.range(0, 4).forEach(i -> fullRoundTrip(2));
    long first = window.sent();
    pass(1);
    long second = window.sent();
    pass(2_000);
    window.tooBusy(first);
    IntStream.range(0, 3).forEach(i -> fullRoundTrip(2));
    assertThat(window.size()).isEqualTo(32);

    window.tooBusy(second);
    assertThat(window.size()).isEqualTo(32);

    pass(1);
    assertThat(tooBusy(2_000)).isEqualTo(4);
  }

  @Test
  void aServerThatBecameSlowForReasonsOfItsOwnGetsTheWholeLimitAgain() {
    IntStream.range(0, 4).forEach(i -> fullRoundTrip(2));

    assertThat(IntStream.range(0, 6).map(i -> fullRoundTrip(900)).min()).hasValue(4);

    IntStream.range(0, 64).forEach(i -> fullRoundTrip(900));
    assertThat(window.size()).isEqualTo(LIMIT);
  }

  @Test
  void aRequestThatFailsForAnotherReasonIsNotTimed() {
    fullRoundTrip(2);
    long sentAt = window.sent();
    pass(9_000);
    window.failed(sentAt);

    assertThat(window.size()).isEqualTo(32);
    assertThat(fullRoundTrip(2)).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 16, 17, 256, 1_024})
  void whateverHappensTheWindowStaysBetweenAFewAndTheLimit(int limit) {
    Random random = new Random(limit);
    InFlightWindow any = InFlightWindow.adaptive(limit, () -> now);
    Queue<Long> inFlight = new ArrayDeque<>();

    for (int i = 0; i < 20_000; i++) {
      inFlight.add(any.sent());
      pass(random.nextInt(100));
      if (random.nextInt(5) > 0) {
        any.isFull();
      }
      while (inFlight.size() >= any.size()) {
        switch (random.nextInt(20)) {
          case 0 -> any.tooBusy(inFlight.remove());
          case 1 -> any.failed(inFlight.remove());
          default -> any.answered(inFlight.remove());
        }
      }
      assertThat(any.size()).isBetween(Math.min(limit, 4), limit);
    }
  }

  /**
   * A server that handles one request after the other, each in {@code serviceMillis}. The longer
   * its queue is, the longer a response takes.
   */
  private long longestResponseMillis(int requests, LongUnaryOperator serviceMillis) {
    RequestLimiter limiter = new RequestLimiter(window, WaitLimit.NONE);
    ServerQueue server = new ServerQueue();
    var done = limiter.run(requests, new Cancellation(), i -> server.send(), (i, answer) -> {});
    for (int i = 0; !server.isEmpty(); i++) {
      pass(serviceMillis.applyAsLong(i));
      server.answerOne();
    }
    assertThat(done).isCompleted();
    return server.longest / MILLISECONDS.toNanos(1);
  }

  private final class ServerQueue {

    private record Arrived(long at, CompletableFuture<Boolean> response) {}

    private final Queue<Arrived> queue = new ArrayDeque<>();
    private long longest;

    CompletionStage<Boolean> send() {
      CompletableFuture<Boolean> response = new CompletableFuture<>();
      long sentAt = window.sent();
      queue.add(new Arrived(now, response));
      return response.thenApply(
          answer -> {
            window.answered(sentAt);
            return answer;
          });
    }

    boolean isEmpty() {
      return queue.isEmpty();
    }

    void answerOne() {
      Arrived first = queue.remove();
      longest = Math.max(longest, now - first.at());
      first.response().complete(true);
    }
  }

  @Test
  void aServerThatIsSlowFromTheStartNeverGetsMoreThanItAnswersWithinASecondOrTwo() {
    // 256 requests at once would take 12.8 s. A server gives up on a write after 2 s.
    assertThat(longestResponseMillis(5_000, i -> 50)).isLessThan(2_000);
  }

  @Test
  void aServerThatIsSlowForAWhileGetsTheWholeLimitAfterwards() {
    longestResponseMillis(20_000, i -> i > 2_000 && i < 5_000 ? 50 : 1);

    assertThat(window.size()).isEqualTo(LIMIT);
  }
}
