package dev.bytestore.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values that go through Python's JSON unchanged: null, {@link Boolean}, {@link String}, {@link
 * Long}, {@link BigInteger} where it is needed, {@link Double}, and unmodifiable lists and maps of
 * them, the maps in order.
 */
public final class JsonValues {

  /**
   * How many levels deep a value may be nested. langchain-core 1.8 refuses entries of more than 200
   * levels, of which up to 6 stand around a value. Readers and writers here are recursive, and with
   * 190 levels a stack of 256 KiB overflowed.
   */
  public static final int MAX_DEPTH = 100;

  /** The same for the arguments of a tool call, which stand in a call in a list of calls. */
  public static final int MAX_ARGS_DEPTH = MAX_DEPTH - 2;

  /** The longest integer that Python 3.11 and newer read. */
  static final int MAX_INTEGER_DIGITS = 4_300;

  private static final int LONGEST_NAME = 64;

  private static final BigInteger INTEGER_LIMIT = BigInteger.TEN.pow(MAX_INTEGER_DIGITS);

  private JsonValues() {}

  /** The error for what Python could not read back; names the field and never its content. */
  public static IllegalArgumentException refusal(String field, String problem) {
    return new IllegalArgumentException(field + ": " + problem);
  }

  /**
   * How messages name the value under {@code name}: by the name if it looks like an identifier,
   * else by the object that it is in, because a user may have chosen the name.
   */
  public static String nameOf(String name, String object) {
    boolean isPlain =
        !name.isEmpty()
            && name.length() <= LONGEST_NAME
            && name.chars().allMatch(c -> c == '_' || (c < 0x80 && Character.isLetterOrDigit(c)));
    return isPlain ? name : object;
  }

  /**
   * A deep, unmodifiable copy of {@code value}.
   *
   * @param field how messages name the value
   * @throws IllegalArgumentException if it holds something that is no JSON value
   */
  public static @Nullable Object copyOf(@Nullable Object value, String field) {
    return isOwn(value, MAX_DEPTH) ? value : copyOfValue(value, field, MAX_DEPTH, MAX_DEPTH);
  }

  /** As {@link #copyOf(Object, String)}. */
  public static Map<String, @Nullable Object> copyOf(
      Map<String, ? extends @Nullable Object> map, String field) {
    return copyOf(map, field, MAX_DEPTH);
  }

  /** As {@link #copyOf(Object, String)}, for a map that may be {@code maxDepth} levels deep. */
  public static Map<String, @Nullable Object> copyOf(
      Map<String, ? extends @Nullable Object> map, String field, int maxDepth) {
    Objects.requireNonNull(map, field);
    return isOwn(map, maxDepth) ? objectOf(map) : copyOfMap(map, field, maxDepth, maxDepth);
  }

  /** Casts a map that was read as JSON, whose names are strings. */
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> objectOf(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }

  /**
   * Whether {@code value} is an unmodifiable list or object of this package, which needs no copy.
   */
  private static boolean isOwn(@Nullable Object value, int depth) {
    if (depth == 0) {
      return false;
    }
    if (value instanceof JsonList list) {
      for (Object element : list) {
        if (!isOwnOrPlain(element, depth - 1)) {
          return false;
        }
      }
      return true;
    }
    if (value instanceof JsonObject object) {
      for (Map.Entry<String, @Nullable Object> member : object.entrySet()) {
        if (!isOwnOrPlain(member.getValue(), depth - 1)) {
          return false;
        }
      }
      return true;
    }
    return false;
  }

  private static boolean isOwnOrPlain(@Nullable Object value, int depth) {
    return value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof Double
        || value instanceof BigInteger
        || isOwn(value, depth);
  }

  private static @Nullable Object copyOfValue(
      @Nullable Object value, String field, int depth, int maxDepth) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      return number(number, field);
    }
    if (depth == 0) {
      throw refusal(field, "nested more than %d levels deep".formatted(maxDepth));
    }
    if (value instanceof Map<?, ?> map) {
      return copyOfMap(map, field, depth, maxDepth);
    }
    if (value instanceof List<?> list) {
      return copyOfList(list, field, depth, maxDepth);
    }
    throw refusal(field, value.getClass().getName() + " is not a type of JSON");
  }

  private static Map<String, @Nullable Object> copyOfMap(
      Map<?, ?> map, String field, int depth, int maxDepth) {
    JsonObject.Builder copy = new JsonObject.Builder();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw refusal(field, "has a key that is not a string");
      }
      copy.put(key, copyOfValue(entry.getValue(), field, depth - 1, maxDepth));
    }
    return copy.build();
  }

  private static List<@Nullable Object> copyOfList(
      List<?> list, String field, int depth, int maxDepth) {
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    for (Object element : list) {
      copy.add(copyOfValue(element, field, depth - 1, maxDepth));
    }
    return JsonList.of(copy.toArray(), copy.size());
  }

  private static Number number(Number number, String field) {
    if (number instanceof Long || number instanceof Double) {
      return number;
    }
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      return number.longValue();
    }
    if (number instanceof BigInteger integer) {
      if (integer.abs().compareTo(INTEGER_LIMIT) >= 0) {
        throw refusal(field, "an integer of more than %d digits".formatted(MAX_INTEGER_DIGITS));
      }
      return narrow(integer);
    }
    if (number instanceof Float) {
      // By its digits, so that 0.7f is the 0.7 it was written as.
      return Double.valueOf(number.toString());
    }
    if (number instanceof BigDecimal decimal) {
      double nearest = decimal.doubleValue();
      if (Double.isInfinite(nearest)) {
        throw refusal(field, "a decimal beyond the range of a double");
      }
      return nearest;
    }
    throw refusal(field, number.getClass().getName() + " is not a type of JSON");
  }

  static Number narrow(BigInteger integer) {
    if (integer.bitLength() < Long.SIZE) {
      return integer.longValue();
    }
    return integer;
  }
}
