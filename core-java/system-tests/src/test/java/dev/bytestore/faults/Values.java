package dev.bytestore.faults;

import org.jspecify.annotations.Nullable;

/**
 * The values that clients write. Each is a number that is written only once, followed by its key. A
 * value that turns up at another key or damaged is therefore noticed.
 */
final class Values {

  /** Stands for a key that has no value. */
  static final long ABSENT = 0;

  /** Stands for a value that no client wrote to its key. */
  static final long FOREIGN = -1;

  private static final int LENGTHS = 300;

  private Values() {}

  static String text(String key, long number) {
    return "%d %s %s".formatted(number, key, "x".repeat((int) (number % LENGTHS)));
  }

  /** Returns the number from which {@code text} was made for {@code key}. */
  static long number(String key, @Nullable String text) {
    if (text == null) {
      return ABSENT;
    }
    try {
      long number = Long.parseLong(text.substring(0, Math.max(0, text.indexOf(' '))));
      return text.equals(text(key, number)) ? number : FOREIGN;
    } catch (NumberFormatException e) {
      return FOREIGN;
    }
  }
}
