package dev.bytestore.internal.langchain;

import static dev.bytestore.internal.json.JsonValues.refusal;

import dev.bytestore.internal.Utf8;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Checks of Python that apply to fields of several kinds of objects. */
final class FieldChecks {

  private FieldChecks() {}

  /** Python takes any text as a value, but not as the name of a field. */
  static void checkName(@Nullable Object name, String field) {
    if (!(name instanceof String text) || Utf8.unpairedSurrogate(text) >= 0) {
      throw refusal(field, "a name that is no string or has an unpaired surrogate");
    }
  }

  /** As Python's checks let it pass: a whole number, a float without a fraction, or a truth. */
  static long integer(@Nullable Object value, String field) {
    if (value instanceof Long integer) {
      return integer;
    }
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (value instanceof Double number
        && number == Math.rint(number)
        && Math.abs(number) < 0x1p63) {
      return number.longValue();
    }
    if (value instanceof BigInteger) {
      throw refusal(field, "does not fit into 64 bits");
    }
    throw refusal(field, value == null ? "missing" : "not a whole number");
  }
}
