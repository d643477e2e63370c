package dev.bytestore.astra;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** The header in which a server says when to come back, in seconds or as a date. */
final class RetryAfter {

  private RetryAfter() {}

  static @Nullable Duration of(HttpHeaders headers) {
    String value = headers.firstValue("Retry-After").map(String::strip).orElse("");
    return value.isEmpty() ? null : parse(value, Instant.now());
  }

  /** What {@code value} asks for from {@code now} on, or null if it cannot be understood. */
  static @Nullable Duration parse(String value, Instant now) {
    if (value.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Duration left =
          Duration.between(now, ZonedDateTime.parse(value, RFC_1123_DATE_TIME).toInstant());
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
