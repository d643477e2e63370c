package dev.bytestore.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values that Python writes as JSON and reads back unchanged: null, {@link Boolean}, {@link
 * String}, {@link Long}, {@link BigInteger} for integers that do not fit into a long, {@link
 * Double}, and unmodifiable lists and ordered maps of them.
 */
public final class JsonValues {

  /**
   * How many levels deep a value may be nested. langchain-core 1.8 refuses entries of more than 200
   * levels, up to 6 of which are around the value. The readers and writers are recursive, and 190
   * levels overflowed a stack of 256 KiB.
   */
  public static final int MAX_DEPTH = 100;

  /** The same for the arguments of a tool call, which are inside a call inside a list of calls. */
  public static final int MAX_ARGS_DEPTH = MAX_DEPTH - 2;

  /** The number of digits of the longest integer that Python 3.11 and newer read. */
  static final int MAX_INTEGER_DIGITS = 4_300;

  private static final int LONGEST_NAME = 64;

  private static final BigInteger INTEGER_LIMIT = BigInteger.TEN.pow(MAX_INTEGER_DIGITS);

  private JsonValues() {}

  /**
   * Returns the exception for a bad field. {@code problem} must not contain what the field holds.
   */
  public static IllegalArgumentException refusal(String field, String problem) {
    return new IllegalArgumentException(field + ": " + problem);
  }

  /**
   * Returns how a message names the value with the key {@code name}: by that name if it looks like
   * an identifier, else by the name of the {@code object} around it. Any other name may be data.
   */
  public static String nameOf(String name, String object) {
    boolean isPlain =
        !name.isEmpty()
            && name.length() <= LONGEST_NAME
            && name.chars().allMatch(c -> c == '_' || (c < 0x80 && Character.isLetterOrDigit(c)));
    return isPlain ? name : object;
  }

  /**
   * Returns a deep, unmodifiable copy of {@code value}.
   *
   * @param field the name of the value in messages
   * @throws IllegalArgumentException if {@code value} is or contains an object that is not a JSON
   *     value, or is nested too deep
   */
  public static @Nullable Object copyOf(@Nullable Object value, String field) {
    return isOwn(value, MAX_DEPTH) ? value : copyOfValue(value, field, MAX_DEPTH, MAX_DEPTH);
  }

  /** As {@link #copyOf(Object, String)}, for a map. */
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

  /** Casts a map that was read as JSON, so that its keys are strings. */
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> objectOf(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }

  /**
   * Returns whether {@code value} is an unmodifiable list or object of this package, which needs no
   * copy.
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
    throw refusal(field, value.getClass().getName() + " is not a JSON type");
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
      // Through its decimal digits, so that 0.7f becomes 0.7 and not 0.699999988.
      return Double.valueOf(number.toString());
    }
    if (number instanceof BigDecimal decimal) {
      double nearest = decimal.doubleValue();
      if (Double.isInfinite(nearest)) {
        throw refusal(field, "a decimal beyond the range of a double");
      }
      return nearest;
    }
    throw refusal(field, number.getClass().getName() + " is not a JSON type");
  }

  static Number narrow(BigInteger integer) {
    if (integer.bitLength() < Long.SIZE) {
      return integer.longValue();
    }
    return integer;
  }
}
