package dev.bytestore.langchain4j;

import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.JsonWriter;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A text for an object that two objects have in common only if their whole states are equal: JSON
 * with sorted keys, made of every field of every object that is reached.
 *
 * <p>Fields, and not getters or {@code toString}: a class that is not known, of a provider or of a
 * newer LangChain4j, shows all that it has in its fields and nowhere else for certain. What hides
 * its state, such as a lambda or a class of the JDK without a text that tells it, has no text.
 *
 * <p>The format is described in {@code docs/langchain4j.md} and is part of every key.
 */
final class ObjectText {

  private static final int MAX_DEPTH = 50;

  private static final boolean NATIVE_IMAGE =
      System.getProperty("org.graalvm.nativeimage.imagecode") != null;

  /** What of the JDK is told in full by its {@code toString}. */
  private static final Set<Class<?>> TOLD_BY_TEXT =
      Set.of(
          TemporalAccessor.class,
          TemporalAmount.class,
          ZoneId.class,
          URI.class,
          URL.class,
          UUID.class,
          Locale.class,
          Charset.class,
          BigDecimal.class,
          Character.class);

  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return fieldsOf(type);
        }
      };

  private ObjectText() {}

  /**
   * The text of {@code value}.
   *
   * @throws NotCacheableException if some object does not show its state
   */
  static String of(@Nullable Object value) {
    return JsonWriter.writeSorted(json(value));
  }

  /** What {@link #of} writes, for use as a part. */
  static @Nullable Object json(@Nullable Object value) {
    return json(value, MAX_DEPTH);
  }

  private static @Nullable Object json(@Nullable Object value, int depth) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (depth == 0) {
      throw new NotCacheableException("an object nested more than %d deep".formatted(MAX_DEPTH));
    }
    if (isToldByText(value)) {
      return Map.of("class", value.getClass().getName(), "value", value.toString());
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
      List<@Nullable Object> elements = new ArrayList<>(list.size());
      for (Object element : list) {
        elements.add(json(element, depth - 1));
      }
      return elements;
    }
    if (value instanceof Set<?> set) {
      return Map.of(
          "set",
          set.stream()
              .map(element -> JsonWriter.writeSorted(json(element, depth - 1)))
              .sorted()
              .toList());
    }
    if (value.getClass().isArray()) {
      return array(value, depth);
    }
    return object(value, depth);
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

  private static Object map(Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new NotCacheableException("a map with a key that is not a string");
          }
          entries.put(name, json(value, depth - 1));
        });
    return Map.of("map", entries);
  }

  private static Object array(Object array, int depth) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      elements.add(json(Array.get(array, i), depth - 1));
    }
    return elements;
  }

  private static Object object(Object object, int depth) {
    Class<?> type = object.getClass();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (Field field : FIELDS.get(type)) {
      Object value = read(field, object);
      if (value != null) { // so that a field that a newer version adds does not change each key
        String name = field.getName();
        fields.put(
            fields.containsKey(name) ? field.getDeclaringClass().getName() + "." + name : name,
            json(value, depth - 1));
      }
    }
    return Map.of("class", type.getName(), "fields", fields);
  }

  private static @Nullable Object read(Field field, Object object) {
    try {
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw hidesItsState(object.getClass());
    }
  }

  private static List<Field> fieldsOf(Class<?> type) {
    if (type.getModule() == Object.class.getModule()
        || type.isAnonymousClass()
        || type.isLocalClass()
        || type.isHidden()
        || type.isSynthetic()
        || Proxy.isProxyClass(type)) {
      throw hidesItsState(type);
    }
    List<Field> fields = new ArrayList<>();
    for (Class<?> level = type; level != Object.class; level = level.getSuperclass()) {
      int before = fields.size();
      for (Field field : level.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          open(field);
          fields.add(field);
        }
      }
      // There a class that was not registered for reflection looks as if it had no fields.
      if (NATIVE_IMAGE && fields.size() == before) {
        throw hidesItsState(type);
      }
    }
    return List.copyOf(fields);
  }

  private static void open(Field field) {
    try {
      field.setAccessible(true);
    } catch (RuntimeException e) { // its module does not open the package
      throw hidesItsState(field.getDeclaringClass());
    }
  }

  private static NotCacheableException hidesItsState(Class<?> type) {
    return new NotCacheableException("an object of " + type.getName() + ", which hides its state");
  }
}
