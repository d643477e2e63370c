package dev.bytestore.internal.langchain;

import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * LangChain's {@code dumps} and {@code loads}. A user's object that looks like one of LangChain's
 * is wrapped when written and taken as it is when read. Classes are looked up in {@link
 * PythonClass}, never by name.
 */
public final class LangChainJson {

  private static final String ESCAPE = "__lc_escaped__";

  private static final Set<String> KEYS = Set.of("lc", "type", "id", "kwargs");

  private LangChainJson() {}

  /** The text of {@code value}: a value of JSON, an object, or a list of objects. */
  public static String dumps(@Nullable Object value) {
    return JsonWriter.write(serialize(value));
  }

  /**
   * What {@code text} spells, its objects as {@link LangChainObject}.
   *
   * @throws IllegalArgumentException if Python would fail on it, or it has an object of a class
   *     that is not in {@link PythonClass}
   */
  public static @Nullable Object loads(String text) {
    return revive(JsonReader.read(text));
  }

  private static @Nullable Object serialize(@Nullable Object value) {
    if (value instanceof LangChainObject object) {
      Map<String, @Nullable Object> constructor = new LinkedHashMap<>();
      constructor.put("lc", 1L);
      constructor.put("type", "constructor");
      constructor.put("id", object.type().id());
      constructor.put("kwargs", serializeValues(object.kwargs()));
      return constructor;
    }
    if (value instanceof Map<?, ?> map) {
      boolean escape = map.containsKey("lc") || isEscaped(map);
      // What is wrapped is not looked into: Python takes it as it is.
      return escape ? Map.of(ESCAPE, map) : serializeValues(map);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> elements = new ArrayList<>(list.size());
      for (Object element : list) {
        elements.add(serialize(element));
      }
      return elements;
    }
    return value;
  }

  private static Map<String, @Nullable Object> serializeValues(Map<?, ?> map) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>(map.size() * 4 / 3 + 1);
    map.forEach((key, value) -> values.put((String) key, serialize(value)));
    return values;
  }

  private static boolean isEscaped(Map<?, ?> map) {
    return map.size() == 1 && map.containsKey(ESCAPE);
  }

  private static @Nullable Object revive(@Nullable Object value) {
    if (value instanceof List<?> list) {
      List<@Nullable Object> elements = new ArrayList<>(list.size());
      for (Object element : list) {
        elements.add(revive(element));
      }
      return elements;
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    if (isEscaped(map)) {
      return map.get(ESCAPE);
    }
    Map<String, @Nullable Object> revived = new LinkedHashMap<>(map.size() * 4 / 3 + 1);
    map.forEach((key, element) -> revived.put((String) key, revive(element)));
    boolean special = isOne(revived.get("lc")) && revived.get("id") != null;
    return special ? revive(revived) : revived;
  }

  private static @Nullable Object revive(Map<String, @Nullable Object> special) {
    if ("constructor".equals(special.get("type"))) {
      return constructor(special);
    }
    if ("not_implemented".equals(special.get("type"))) {
      throw new IllegalArgumentException("an object that Python could not write");
    }
    if ("secret".equals(special.get("type"))) {
      if (special.get("id") instanceof List<?> id && id.size() == 1) {
        return null;
      }
      throw new IllegalArgumentException("a secret without a name");
    }
    return special;
  }

  private static LangChainObject constructor(Map<String, @Nullable Object> special) {
    PythonClass type = special.get("id") instanceof List<?> id ? PythonClass.ofId(id) : null;
    if (type == null) {
      throw new IllegalArgumentException("an object of a class that is not read");
    }
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    if (special.containsKey("kwargs")) {
      if (!(special.get("kwargs") instanceof Map<?, ?> given)) {
        throw new IllegalArgumentException("an object whose arguments are no object");
      }
      given.forEach((key, value) -> kwargs.put((String) key, value));
    }
    checkArguments(kwargs);
    special.keySet().removeAll(KEYS);
    // Passed over, but an object among them that Python cannot make would be its end.
    JsonValues.copyOf(special, "object");
    return new LangChainObject(type, kwargs);
  }

  /**
   * Refuses the arguments on which Python gives up before it looks at them.
   *
   * @throws IllegalArgumentException if there is one
   */
  public static void checkArguments(Map<String, ? extends @Nullable Object> kwargs) {
    if (kwargs.containsKey("self")) {
      throw new IllegalArgumentException("self: a name that Python keeps for itself");
    }
    if ("jinja2".equals(kwargs.get("template_format"))) {
      throw new IllegalArgumentException("template_format: refused by Python");
    }
  }

  /** As in Python, where true is one. */
  private static boolean isOne(@Nullable Object version) {
    return version instanceof Number number
        ? number.doubleValue() == 1
        : Boolean.TRUE.equals(version);
  }
}
