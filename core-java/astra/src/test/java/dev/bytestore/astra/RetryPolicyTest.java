package dev.bytestore.astra;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.astra.DataApiException.Error;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

  private static final TimeLimit LIMIT =
      TimeLimit.ofCall(Duration.ofSeconds(30), Duration.ofSeconds(10));

  private final RetryPolicy policy = new RetryPolicy(Integer.MAX_VALUE);

  private @Nullable Duration delayAfter(int attempts, DataApiException failure) {
    return policy.delayAfter(attempts, failure, LIMIT, 0);
  }

  private static DataApiException status(int status, Duration retryAfter) {
    return DataApiException.notUnderstood("find in ks1.kv", status, "without a body", retryAfter);
  }

  private static DataApiException codes(String... codes) {
    return DataApiException.refused(
        "find in ks1.kv",
        200,
        List.of(codes).stream()
            .map(code -> new Error(code, "SERVER", "", "", "", "", List.of()))
            .toList(),
        null);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void aServerThatIsNotReadyIsAskedAgain(int status) {
    assertThat(delayAfter(1, status(status, null))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 401, 403, 404, 413, 415, 500})
  void aServerThatSaysNoIsNotAskedAgain(int status) {
    assertThat(delayAfter(1, status(status, null))).isNull();
  }

  /**
   * The errors that are safe to retry according to the server's list, and the one that it sends
   * while its database is down.
   */
  static Stream<String> codesThatPass() {
    return Stream.of(
        "FAILED_COMPARE_AND_SET",
        "FAILED_CONCURRENT_OPERATIONS",
        "FAILED_READ_REQUEST",
        "FAILED_TO_CONNECT_TO_DATABASE",
        "FAILED_TO_READ_METADATA",
        "FAILED_TRUNCATION",
        "FAILED_WRITE_REQUEST",
        "TIMEOUT_READING_DATA",
        "TIMEOUT_WRITING_DATA",
        "UNAVAILABLE_DATABASE",
        "UNEXPECTED_DRIVER_ERROR");
  }

  @Test
  void theseAndNoOtherErrorsAreRetried() {
    assertThat(RetryPolicy.CODES)
        .containsExactlyInAnyOrderElementsOf(codesThatPass().collect(Collectors.toList()));
    assertThat(delayAfter(1, codes("INVALID_DATABASE_QUERY"))).isNull();
    assertThat(delayAfter(1, codes("UNEXPECTED_SERVER_ERROR"))).isNull();
  }

  @ParameterizedTest
  @MethodSource("codesThatPass")
  void anErrorIsRetriedIfAllItsCodesSayThatThisIsSafe(String code) {
    assertThat(delayAfter(1, codes(code))).isNotNull();
    assertThat(delayAfter(1, codes(code, "FAILED_CONCURRENT_OPERATIONS"))).isNotNull();
    assertThat(delayAfter(1, codes(code, "UNKNOWN_KEYSPACE"))).isNull();
  }

  @ParameterizedTest
  @MethodSource("codesThatPass")
  void theMessageOfAnErrorThatPassesSaysWhatItMeans(String code) {
    // The command, the code, then advice: the server's title is empty here.
    assertThat(codes(code))
        .message()
        .matches("find in ks1.kv was refused: " + code + " - [a-z].{20,} \\(HTTP 200\\)");
  }

  @Test
  void aLostConnectionIsRetriedButNotOneThatIsNotTrusted() {
    assertThat(delayAfter(1, unanswered(new IOException()))).isNotNull();
    assertThat(delayAfter(1, unanswered(new TimeoutException()))).isNotNull();
    assertThat(delayAfter(1, unanswered(new SSLHandshakeException("")))).isNull();
    assertThat(delayAfter(1, unanswered(new IllegalStateException()))).isNull();
  }

  private static DataApiException unanswered(Exception cause) {
    return DataApiException.unanswered("find in ks1.kv", "no answer", cause);
  }

  @Test
  void thePausesGrowWithinBounds() {
    for (int attempts = 1; attempts <= 6; attempts++) {
      Duration limit = Duration.ofMillis(50L << (attempts - 1));
      assertThat(delayAfter(attempts, status(503, null))).isBetween(limit.dividedBy(2), limit);
    }
    assertThat(delayAfter(900, status(503, null)))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  /** Retries end at the deadline, and not after a number of attempts. */
  @Test
  void retriesEndWhereTheTimeLimitLeavesNoRoomForAnother() {
    DataApiException failure = status(503, null);

    assertThat(policy.delayAfter(1_000, failure, LIMIT, SECONDS.toNanos(24))).isNotNull();
    assertThat(policy.delayAfter(1_000, failure, LIMIT, SECONDS.toNanos(27))).isNull();
    assertThat(policy.delayAfter(1, failure, LIMIT, SECONDS.toNanos(40))).isNull();
    TimeLimit endless = TimeLimit.ofCall(Duration.ofSeconds(Long.MAX_VALUE), null);
    assertThat(policy.delayAfter(1_000, failure, endless, SECONDS.toNanos(3_600))).isNotNull();
  }

  @Test
  void theNumberOfRetriesCanBeLimitedToo() {
    assertThat(new RetryPolicy(0).delayAfter(1, status(503, null), LIMIT, 0)).isNull();
    assertThat(new RetryPolicy(2).delayAfter(2, status(503, null), LIMIT, 0)).isNotNull();
    assertThat(new RetryPolicy(2).delayAfter(3, status(503, null), LIMIT, 0)).isNull();
  }

  @Test
  void anAttemptGetsWhatIsLeftOfTheTimeLimitAtMost() {
    assertThat(LIMIT.attemptAfter(SECONDS.toNanos(5), 100)).isEqualTo(Duration.ofSeconds(10));
    assertThat(LIMIT.attemptAfter(SECONDS.toNanos(26), 100)).isEqualTo(Duration.ofSeconds(4));
    assertThat(LIMIT.attemptAfter(SECONDS.toNanos(31), 100)).isZero();
    assertThat(TimeLimit.ofCall(Duration.ofSeconds(30), null).attempt())
        .isEqualTo(Duration.ofSeconds(15));
    assertThat(TimeLimit.ofSetup(Duration.ofSeconds(60)).attemptAfter(0, 100))
        .isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aPauseThatTheServerAsksForIsKeptIfTheTimeLimitAllowsIt() {
    assertThat(delayAfter(1, status(429, Duration.ofSeconds(7))))
        .isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
    assertThat(delayAfter(1, status(429, Duration.ZERO)))
        .isBetween(Duration.ofMillis(25), Duration.ofMillis(50));
    assertThat(delayAfter(1, status(429, Duration.ofSeconds(28)))).isNull();
    assertThat(delayAfter(1, status(429, Duration.ofDays(1_000_000)))).isNull();
  }

  @Test
  void theMessageSaysHowOftenAndForHowLongItWasTried() {
    DataApiException failure = status(429, Duration.ofSeconds(60));

    assertThat(failure.after(7, Duration.ofMillis(27_340), LIMIT))
        .hasMessageStartingWith(String.valueOf(failure.getMessage()))
        .hasMessageEndingWith(
            "; tried 7 times in 27.3 s; the server asks for a pause of 60 s, but callTimeout(...)"
                + " is 30 s");
    assertThat(status(503, null).after(2, Duration.ofSeconds(3), LIMIT))
        .hasMessageEndingWith("; tried 2 times in 3 s; callTimeout(...) is 30 s");
    assertThat(status(503, null).after(1, Duration.ofSeconds(3), LIMIT))
        .hasMessage(status(503, null).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "120, 120",
    "'Sat, 21 Nov 2026 10:00:30 GMT', 30",
    "'Sat, 21 Nov 2026 09:00:00 GMT', 0",
  })
  void theHeaderIsSecondsOrADate(String value, long seconds) {
    assertThat(RetryAfter.parse(value, Instant.parse("2026-11-21T10:00:00Z")))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "1.5", "99999999999999999999", "é"})
  void aHeaderThatCannotBeUnderstoodIsNone(String value) {
    assertThat(RetryAfter.parse(value, Instant.EPOCH)).isNull();
  }

  /** Twenty bodies of 19 MB share the bandwidth, so a second attempt is as slow as the first. */
  @Test
  void aLargeBodyMayTakeAllTheTimeUnlessAnAttemptHasALimitOfItsOwn() {
    Duration total = Duration.ofSeconds(30);

    assertThat(TimeLimit.ofCall(total, null).attemptAfter(0, 1 << 20)).isEqualTo(total);
    assertThat(TimeLimit.ofCall(total, null).attemptAfter(0, (1 << 20) - 1))
        .isEqualTo(Duration.ofSeconds(15));
    assertThat(TimeLimit.ofCall(total, Duration.ofSeconds(5)).attemptAfter(0, 1 << 20))
        .isEqualTo(Duration.ofSeconds(5));
  }
}
