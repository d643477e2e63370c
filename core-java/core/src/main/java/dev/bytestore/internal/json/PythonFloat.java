package dev.bytestore.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Formats a double as Python's {@code repr} does: with the fewest digits that are read back as the
 * same double. If several such numbers exist, it is the one nearest to the double. {@link
 * Double#toString(double)} differs from that before JDK 19, and always has at least two digits.
 */
final class PythonFloat {

  /** Every decimal with this number of digits has a normal double of its own. */
  private static final int SURE_DIGITS = 15;

  /** This number of digits is enough to identify any double. */
  private static final int MAX_DIGITS = 17;

  private PythonFloat() {}

  /** Returns the text of {@code value}, also {@code nan}, {@code inf} and {@code -inf}. */
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
      // Try both neighbours: next to a power of two, only the farther one may fit.
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
