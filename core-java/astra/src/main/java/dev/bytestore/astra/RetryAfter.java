package dev.bytestore.astra;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Reads the {@code Retry-After} header, which has a number of seconds or a date. */
final class RetryAfter {

  private RetryAfter() {}

  static @Nullable Duration of(HttpHeaders headers) {
    String value = headers.firstValue("Retry-After").map(String::strip).orElse("");
    return value.isEmpty() ? null : parse(value, Instant.now());
  }

  /** The pause that {@code value} asks for, starting at {@code now}; null if it is not valid. */
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
