package dev.bytestore.astra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.astra.DataApiException.Error;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

  private final RetryPolicy policy = new RetryPolicy(5);

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
    assertThat(policy.delayAfter(1, status(status, null))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 401, 403, 404, 413, 415, 500})
  void aServerThatSaysNoIsNotAskedAgain(int status) {
    assertThat(policy.delayAfter(1, status(status, null))).isNull();
  }

  @Test
  void anErrorIsRetriedIfAllItsCodesSayThatThisIsSafe() {
    assertThat(policy.delayAfter(1, codes("FAILED_CONCURRENT_OPERATIONS"))).isNotNull();
    assertThat(policy.delayAfter(1, codes("FAILED_TO_CONNECT_TO_DATABASE"))).isNotNull();
    assertThat(policy.delayAfter(1, codes("UNEXPECTED_DRIVER_ERROR"))).isNull();
    assertThat(policy.delayAfter(1, codes("FAILED_CONCURRENT_OPERATIONS", "UNKNOWN_KEYSPACE")))
        .isNull();
  }

  @Test
  void aLostConnectionIsRetriedButNotOneThatIsNotTrusted() {
    assertThat(policy.delayAfter(1, unanswered(new IOException()))).isNotNull();
    assertThat(policy.delayAfter(1, unanswered(new TimeoutException()))).isNotNull();
    assertThat(policy.delayAfter(1, unanswered(new SSLHandshakeException("")))).isNull();
    assertThat(policy.delayAfter(1, unanswered(new IllegalStateException()))).isNull();
  }

  private static DataApiException unanswered(Exception cause) {
    return DataApiException.unanswered("find in ks1.kv", "no answer", cause);
  }

  @Test
  void thePausesGrowWithinBoundsAndEnd() {
    Duration longest = Duration.ZERO;
    for (int attempts = 1; attempts <= 5; attempts++) {
      Duration limit = Duration.ofMillis(50L << (attempts - 1));
      Duration delay = policy.delayAfter(attempts, status(503, null));
      assertThat(delay)
          .isBetween(limit.dividedBy(2), limit)
          .isGreaterThanOrEqualTo(longest.dividedBy(2));
      longest = delay;
    }
    assertThat(policy.delayAfter(6, status(503, null))).isNull();
    assertThat(new RetryPolicy(0).delayAfter(1, status(503, null))).isNull();
    assertThat(new RetryPolicy(1_000).delayAfter(900, status(503, null)))
        .isLessThanOrEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void whatTheServerAsksForIsWaitedForIfItIsNotTooLong() {
    assertThat(policy.delayAfter(1, status(429, Duration.ofSeconds(7))))
        .isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
    assertThat(policy.delayAfter(1, status(429, Duration.ZERO)))
        .isBetween(Duration.ofMillis(25), Duration.ofMillis(50));
    assertThat(policy.delayAfter(1, status(429, Duration.ofMinutes(2)))).isNull();
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
}
