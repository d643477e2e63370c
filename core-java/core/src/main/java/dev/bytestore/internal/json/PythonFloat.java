package dev.bytestore.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A double as Python's {@code repr} spells it: the fewest digits that read back as the same double,
 * and of those the nearest. {@link Double#toString(double)} is neither before JDK 19, and never
 * gives fewer than two digits.
 */
final class PythonFloat {

  /** Every decimal of so many digits can be told from its neighbours by a normal double. */
  private static final int SURE_DIGITS = 15;

  /** So many digits tell any double from its neighbours. */
  private static final int MAX_DIGITS = 17;

  private PythonFloat() {}

  /** The spelling of {@code value}; {@code nan}, {@code inf} and {@code -inf} as in Python. */
  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    double magnitude = Math.abs(value);
    if (Double.isInfinite(magnitude)) {
      return sign + "inf";
    }
    return sign + (magnitude == 0 ? "0.0" : spell(shortest(magnitude)));
  }

  private static BigDecimal shortest(double magnitude) {
    BigDecimal exact = new BigDecimal(magnitude);
    int digits = magnitude < Double.MIN_NORMAL ? 1 : SURE_DIGITS;
    for (; digits < MAX_DIGITS; digits++) {
      // Both neighbours, not just the nearer: next to a power of two only the farther may fit.
      BigDecimal below = exact.round(new MathContext(digits, RoundingMode.DOWN));
      BigDecimal above = exact.round(new MathContext(digits, RoundingMode.UP));
      boolean belowFits = below.doubleValue() == magnitude;
      boolean aboveFits = above.doubleValue() == magnitude;
      if (belowFits && aboveFits) {
        return exact.round(new MathContext(digits, RoundingMode.HALF_EVEN)).stripTrailingZeros();
      }
      if (belowFits || aboveFits) {
        return (belowFits ? below : above).stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  private static String spell(BigDecimal number) {
    BigInteger unscaled = number.unscaledValue();
    String digits = unscaled.toString();
    int exponent = digits.length() - 1 - number.scale();
    if (exponent < -4 || exponent >= 16) {
      String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
      String sign = exponent < 0 ? "-" : "+";
      String padding = Math.abs(exponent) < 10 ? "0" : "";
      return digits.charAt(0) + fraction + "e" + sign + padding + Math.abs(exponent);
    }
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    int whole = exponent + 1;
    if (digits.length() <= whole) {
      return digits + "0".repeat(whole - digits.length()) + ".0";
    }
    return digits.substring(0, whole) + "." + digits.substring(whole);
  }
}
