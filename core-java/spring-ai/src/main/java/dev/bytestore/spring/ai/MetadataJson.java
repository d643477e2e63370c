package dev.bytestore.spring.ai;

import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.model.NotCacheableException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts the values of Spring AI's metadata to JSON and back. A value that JSON has no type for,
 * such as a {@code Long}, is written as an object with its type and its value, so that a cast that
 * works for the response of the model also works for a hit.
 */
final class MetadataJson {

  private static final String TYPE = "type";
  private static final String VALUE = "value";
  private static final int MAX_DEPTH = 50;

  private MetadataJson() {}

  /**
   * Returns the JSON of {@code value}. An enum constant is written as its name, because its class
   * may belong to a provider.
   *
   * @throws NotCacheableException if {@code value} is or contains an object that {@link #read}
   *     could not restore
   */
  static @Nullable Object write(@Nullable Object value) {
    return write(value, MAX_DEPTH);
  }

  private static @Nullable Object write(@Nullable Object value, int depth) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (depth == 0) {
      throw new NotCacheableException(
          "metadata nested more than %d levels deep".formatted(MAX_DEPTH));
    }
    if (value instanceof Integer) {
      return value;
    }
    if (value instanceof Double number && Double.isFinite(number)) {
      return value;
    }
    if (value instanceof Long number) {
      return Map.of(TYPE, "long", VALUE, number);
    }
    if (value instanceof Float number && Float.isFinite(number)) {
      return Map.of(TYPE, "float", VALUE, number.toString());
    }
    if (value instanceof Duration || value instanceof Instant) {
      String type = value instanceof Duration ? "duration" : "instant";
      return Map.of(TYPE, type, VALUE, value.toString());
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof Map<?, ?> map) {
      return Map.of(TYPE, "map", VALUE, writeMap(map, depth - 1));
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> elements = new ArrayList<>();
      for (Object element : list) {
        elements.add(write(element, depth - 1));
      }
      return elements;
    }
    throw new NotCacheableException(
        "metadata with a value of %s, which cannot be restored"
            .formatted(value.getClass().getName()));
  }

  /** Whether {@code value} is a single object of a class that {@link #read} could not restore. */
  static boolean isProviderObject(@Nullable Object value) {
    return value != null
        && !value.getClass().isArray()
        && !value.getClass().getName().startsWith("java.")
        && !(value instanceof Enum<?>)
        && !(value instanceof Collection<?>)
        && !(value instanceof Map<?, ?>);
  }

  /** As {@link #write(Object)}, for all values of {@code metadata}. */
  static Map<String, @Nullable Object> writeAll(Map<?, ?> metadata) {
    return writeMap(metadata, MAX_DEPTH);
  }

  private static Map<String, @Nullable Object> writeMap(Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> written = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)) {
        throw new NotCacheableException("metadata with a key that is not a string");
      }
      written.put(name, write(entry.getValue(), depth));
    }
    return written;
  }

  /**
   * Returns the value that {@code json} was written for.
   *
   * @throws IllegalArgumentException if {@link #write} does not write such JSON
   */
  static @Nullable Object read(@Nullable Object json) {
    if (json == null
        || json instanceof String
        || json instanceof Boolean
        || json instanceof Double) {
      return json;
    }
    if (json instanceof Long number && number == number.intValue()) {
      return number.intValue();
    }
    if (json instanceof List<?> list) {
      List<@Nullable Object> elements = new ArrayList<>();
      for (Object element : list) {
        elements.add(read(element));
      }
      return elements;
    }
    if (json instanceof Map<?, ?> tagged && tagged.get(TYPE) instanceof String type) {
      return read(type, tagged.get(VALUE));
    }
    throw unknown();
  }

  private static Object read(String type, @Nullable Object value) {
    if (type.equals("long") && value instanceof Long) {
      return value;
    }
    if (type.equals("map") && value instanceof Map<?, ?> map) {
      return readAll(JsonValues.objectOf(map));
    }
    if (value instanceof String text) {
      try {
        switch (type) {
          case "duration" -> {
            return Duration.parse(text);
          }
          case "instant" -> {
            return Instant.parse(text);
          }
          case "float" -> {
            return Float.valueOf(text);
          }
          default -> throw unknown();
        }
      } catch (DateTimeException e) {
        throw unknown();
      }
    }
    throw unknown();
  }

  /** As {@link #read(Object)}, for all values of {@code json}. */
  static Map<String, @Nullable Object> readAll(Map<String, @Nullable Object> json) {
    Map<String, @Nullable Object> read = new LinkedHashMap<>();
    json.forEach((name, value) -> read.put(name, read(value)));
    return read;
  }

  private static IllegalArgumentException unknown() {
    return new IllegalArgumentException("not metadata that was written here");
  }
}
