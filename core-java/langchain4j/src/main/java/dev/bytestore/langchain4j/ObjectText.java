package dev.bytestore.langchain4j;

import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.JsonWriter;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A text for an object that two objects have in common only if their whole states are equal: JSON
 * with sorted keys, made of every field of every object that is reached, except unset fields.
 *
 * <p>Fields, and not getters or {@code toString}: a class that is not known, of a provider or of a
 * newer LangChain4j, shows all that it has in its fields and nowhere else for certain. What hides
 * its state, such as a lambda or a class of the JDK without a text that tells it, has no text. Nor
 * has an object that is too large, or one whose parts refer to each other so often that it would
 * become too large when written out.
 *
 * <p>The format is described in {@code docs/langchain4j.md} and is part of every key.
 */
final class ObjectText {

  /** What of an object is written. */
  interface FieldRule {

    /**
     * What is written for {@code value}, which {@code owner} holds in {@code field}; null for
     * nothing.
     */
    @Nullable Object apply(Object owner, ObjectFields.Named field, Object value);
  }

  static final int MAX_DEPTH = 50;

  /** A message of one text has five values, so this allows about 50,000 such messages. */
  static final int MAX_VALUES = 250_000;

  /** Room for a request of 32 MiB, images and files included. */
  static final int MAX_CHARACTERS = 32 << 20;

  /** The classes of the JDK whose {@code toString} tells everything. */
  private static final Set<Class<?>> TOLD_BY_TEXT =
      Set.of(
          TemporalAccessor.class,
          TemporalAmount.class,
          ZoneId.class,
          URI.class,
          URL.class,
          UUID.class,
          Charset.class,
          BigDecimal.class,
          Character.class);

  private final FieldRule rule;
  private int values;
  private long characters;

  private ObjectText(FieldRule rule) {
    this.rule = rule;
  }

  /**
   * The text of {@code value}, which is part of a request.
   *
   * @throws NotCacheableException if some object does not show its state, or if there is too much
   */
  static String of(@Nullable Object value) {
    return JsonWriter.writeSorted(json(value));
  }

  /** As {@link #of(Object)}, with {@code rule} to decide what is written for each field. */
  static String of(Object value, FieldRule rule) {
    return JsonWriter.writeSorted(new ObjectText(rule).json(value, MAX_DEPTH));
  }

  /** What {@link #of(Object)} writes, for use as a part. */
  static @Nullable Object json(@Nullable Object value) {
    return new ObjectText(RequestFields::written).json(value, MAX_DEPTH);
  }

  private @Nullable Object json(@Nullable Object value, int depth) {
    count(1, 0);
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof String text) {
      return counted(text);
    }
    if (depth == 0) {
      throw new NotCacheableException("an object nested more than %d deep".formatted(MAX_DEPTH));
    }
    if (isToldByText(value)) {
      return Map.of("class", value.getClass().getName(), "value", counted(value.toString()));
    }
    if (value instanceof Number) {
      return number(value);
    }
    if (value instanceof Enum<?> constant) {
      return Map.of("class", constant.getDeclaringClass().getName(), "name", constant.name());
    }
    if (value instanceof Map<?, ?> map) {
      return map(map, depth);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> elements = new ArrayList<>();
      for (Object element : list) {
        elements.add(json(element, depth - 1));
      }
      return elements;
    }
    if (value instanceof Set<?> set) {
      List<String> elements = new ArrayList<>();
      for (Object element : set) {
        elements.add(counted(JsonWriter.writeSorted(json(element, depth - 1))));
      }
      elements.sort(null);
      return Map.of("set", elements);
    }
    if (value instanceof byte[] bytes) {
      count(0, bytes.length);
      return Map.of("bytes", Base64.getEncoder().encodeToString(bytes));
    }
    if (value.getClass().isArray()) {
      return array(value, depth);
    }
    return object(value, depth);
  }

  /** Objects that are shared are written each time, so size is bounded before anything is made. */
  private void count(int moreValues, int moreCharacters) {
    values += moreValues;
    characters += moreCharacters;
    if (values > MAX_VALUES || characters > MAX_CHARACTERS) {
      throw new NotCacheableException(
          "an object of more than %d values or %d characters"
              .formatted(MAX_VALUES, MAX_CHARACTERS));
    }
  }

  private String counted(String text) {
    count(0, text.length());
    return text;
  }

  private static boolean isToldByText(Object value) {
    return value.getClass().getModule() == Object.class.getModule()
        && TOLD_BY_TEXT.stream().anyMatch(type -> type.isInstance(value));
  }

  private static @Nullable Object number(Object value) {
    try {
      return JsonValues.copyOf(value, "number");
    } catch (IllegalArgumentException e) {
      throw new NotCacheableException("a number of " + value.getClass().getName());
    }
  }

  private Object map(Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)) {
        throw new NotCacheableException("a map with a key that is not a string");
      }
      if (entries.containsKey(name)) { // an IdentityHashMap may hold equal ones
        throw new NotCacheableException("a map that holds a key twice");
      }
      entries.put(counted(name), json(entry.getValue(), depth - 1));
    }
    return Map.of("map", entries);
  }

  private Object array(Object array, int depth) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      elements.add(json(Array.get(array, i), depth - 1));
    }
    return elements;
  }

  private Object object(Object object, int depth) {
    Class<?> type = object.getClass();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (ObjectFields.Named field : ObjectFields.of(type)) {
      Object value = field.read(object);
      // So that a field that a newer version adds does not change each key. A primitive field that
      // was set to zero or false is the same as one that nobody set.
      Object written =
          value == null || field.isUnset(value) ? null : rule.apply(object, field, value);
      if (written != null) {
        fields.put(field.name(), json(written, depth - 1));
      }
    }
    return Map.of("class", type.getName(), "fields", fields);
  }
}
