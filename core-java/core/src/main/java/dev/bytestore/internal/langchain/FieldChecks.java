package dev.bytestore.internal.langchain;

import static dev.bytestore.internal.json.JsonValues.refusal;

import dev.bytestore.internal.Utf8;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Python's checks of fields that occur in several kinds of objects. */
final class FieldChecks {

  private FieldChecks() {}

  /** Refuses names with an unpaired surrogate. Python accepts one in a value, but not in a name. */
  static void checkName(@Nullable Object name, String field) {
    if (!(name instanceof String text) || Utf8.unpairedSurrogate(text) >= 0) {
      throw refusal(field, "has a name that is not a string or has an unpaired surrogate");
    }
  }

  /** Accepts what Python accepts as an integer: also a boolean, or a float without a fraction. */
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
    throw refusal(field, value == null ? "missing" : "not an integer");
  }
}
