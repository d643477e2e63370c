package dev.bytestore.internal.model;

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
 * Writes objects as canonical JSON: two objects have the same text only if their whole states are
 * equal. Keys are sorted. All fields of an object and of the objects that it refers to are written,
 * except unset ones. {@code docs/langchain4j-keys.md} describes the format.
 *
 * <p>It reads fields, and not getters or {@code toString}, because only the fields of an unknown
 * class are certain to be its whole state: it may belong to a provider or a newer LangChain4j.
 * There is no canonical JSON of an object whose state cannot be read, such as a lambda or an object
 * of most JDK classes, or that would become too large. An object that is reached twice is written
 * twice.
 */
public final class CanonicalJson {

  /** Decides which values are written. */
  public interface FieldRule {

    /**
     * Returns the object to write for {@code value}, the value of {@code field} in {@code owner};
     * null leaves the field out.
     */
    @Nullable Object apply(Object owner, ObjectFields.Named field, Object value);

    /**
     * Returns the object to write for {@code value}, which is any value of a field, list, set, map
     * or array. The result has to be another object for each value, if it is not the value itself.
     */
    default Object replace(Object value) {
      return value;
    }
  }

  public static final int MAX_DEPTH = 50;

  /** A message of one text has five values, so this allows about 50,000 such messages. */
  public static final int MAX_VALUES = 250_000;

  /** Enough for a request of 32 MiB, including images and files. */
  public static final int MAX_CHARACTERS = 32 << 20;

  /** The classes of the JDK whose {@code toString} contains the whole state. */
  private static final Set<Class<?>> DESCRIBED_BY_TO_STRING =
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

  private final ObjectFields fields;
  private final FieldRule rule;

  public CanonicalJson(ObjectFields fields, FieldRule rule) {
    this.fields = fields;
    this.rule = rule;
  }

  /**
   * Returns the canonical JSON of {@code value}.
   *
   * @throws NotCacheableException if the state of an object cannot be read, or if there are too
   *     many values or characters
   */
  public String of(@Nullable Object value) {
    return JsonWriter.writeSorted(tree(value));
  }

  /** Returns what {@link #of} writes as lists and maps, for use as part of other JSON. */
  public @Nullable Object tree(@Nullable Object value) {
    return new Tree().of(value, MAX_DEPTH);
  }

  /** One conversion, which counts the values and characters that it has read. */
  private final class Tree {

    private int values;
    private long characters;

    @Nullable Object of(@Nullable Object original, int depth) {
      requireLimits(1, 0);
      if (original == null || original instanceof Boolean) {
        return original;
      }
      Object value = rule.replace(original);
      if (value instanceof String text) {
        return withinLimits(text);
      }
      if (depth == 0) {
        throw new NotCacheableException(
            "objects nested more than %d levels deep".formatted(MAX_DEPTH));
      }
      if (isDescribedByToString(value)) {
        return Map.of("class", value.getClass().getName(), "value", withinLimits(value.toString()));
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
          elements.add(of(element, depth - 1));
        }
        return elements;
      }
      if (value instanceof Set<?> set) {
        List<String> elements = new ArrayList<>();
        for (Object element : set) {
          elements.add(withinLimits(JsonWriter.writeSorted(of(element, depth - 1))));
        }
        elements.sort(null);
        return Map.of("set", elements);
      }
      if (value instanceof byte[] bytes) {
        requireLimits(0, bytes.length);
        return Map.of("bytes", Base64.getEncoder().encodeToString(bytes));
      }
      if (value.getClass().isArray()) {
        return array(value, depth);
      }
      return object(value, depth);
    }

    /** Checked before anything is created, because shared objects are written each time. */
    private void requireLimits(int moreValues, int moreCharacters) {
      values += moreValues;
      characters += moreCharacters;
      if (values > MAX_VALUES || characters > MAX_CHARACTERS) {
        throw new NotCacheableException(
            "an object of more than %d values or %d characters"
                .formatted(MAX_VALUES, MAX_CHARACTERS));
      }
    }

    private String withinLimits(String text) {
      requireLimits(0, text.length());
      return text;
    }

    private static boolean isDescribedByToString(Object value) {
      return value.getClass().getModule() == Object.class.getModule()
          && DESCRIBED_BY_TO_STRING.stream().anyMatch(type -> type.isInstance(value));
    }

    private static @Nullable Object number(Object value) {
      try {
        return JsonValues.copyOf(value, "number");
      } catch (IllegalArgumentException e) {
        throw new NotCacheableException(
            "a number of " + value.getClass().getName() + " that JSON cannot represent");
      }
    }

    private Object map(Map<?, ?> map, int depth) {
      Map<String, @Nullable Object> entries = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String name)) {
          throw new NotCacheableException("a map with a key that is not a string");
        }
        if (entries.containsKey(name)) { // An IdentityHashMap may contain equal keys.
          throw new NotCacheableException("a map that contains the same key twice");
        }
        entries.put(withinLimits(name), of(entry.getValue(), depth - 1));
      }
      return Map.of("map", entries);
    }

    private Object array(Object array, int depth) {
      List<@Nullable Object> elements = new ArrayList<>();
      for (int i = 0; i < Array.getLength(array); i++) {
        elements.add(of(Array.get(array, i), depth - 1));
      }
      return elements;
    }

    private Object object(Object object, int depth) {
      Class<?> type = object.getClass();
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      for (ObjectFields.Named field : fields.of(type)) {
        Object value = field.read(object);
        // Unset fields are left out, so that a field that a newer version adds does not change
        // every
        // key. A primitive field that was set to zero or false counts as unset.
        Object written =
            value == null || field.isUnset(value) ? null : rule.apply(object, field, value);
        if (written != null) {
          members.put(field.name(), of(written, depth - 1));
        }
      }
      return Map.of("class", type.getName(), "fields", members);
    }
  }
}
