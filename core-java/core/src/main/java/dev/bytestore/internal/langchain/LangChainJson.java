package dev.bytestore.internal.langchain;

import dev.bytestore.internal.json.ContainerLimit;
import dev.bytestore.internal.json.JsonList;
import dev.bytestore.internal.json.JsonObject;
import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.JsonWriter;
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
   * @throws IllegalArgumentException if Python would fail on it, if it has an object of a class
   *     that is not in {@link PythonClass}, or if {@code limit} is exceeded
   */
  public static @Nullable Object loads(String text, ContainerLimit limit) {
    return revive(JsonReader.read(text, limit));
  }

  private static @Nullable Object serialize(@Nullable Object value) {
    if (value instanceof LangChainObject object) {
      return new JsonObject.Builder()
          .put("lc", 1L)
          .put("type", "constructor")
          .put("id", object.type().id())
          .put("kwargs", members(object.kwargs(), false))
          .build();
    }
    if (value instanceof Map<?, ?> map) {
      boolean escape = map.containsKey("lc") || isEscaped(map);
      // What is wrapped is not looked into: Python takes it as it is.
      return escape ? new JsonObject.Builder().put(ESCAPE, map).build() : members(map, false);
    }
    return value instanceof List<?> list ? elements(list, false) : value;
  }

  /**
   * {@code map} with its values revived or serialized; the same map if that changes nothing. A
   * parameter with a function would need a third more stack for each level.
   */
  private static Map<String, @Nullable Object> members(Map<?, ?> map, boolean isReading) {
    JsonObject.Builder changed = null;
    int unchanged = 0;
    for (Map.Entry<?, ?> member : map.entrySet()) {
      Object value = member.getValue();
      Object now = isReading ? revive(value) : serialize(value);
      if (changed == null && now != value) {
        changed = new JsonObject.Builder();
        for (Map.Entry<?, ?> before : map.entrySet()) {
          if (unchanged-- == 0) {
            break;
          }
          changed.put((String) before.getKey(), before.getValue());
        }
      }
      if (changed == null) {
        unchanged++;
      } else {
        changed.put((String) member.getKey(), now);
      }
    }
    return changed == null ? JsonValues.objectOf(map) : changed.build();
  }

  /** As {@link #members}. */
  private static List<?> elements(List<?> list, boolean isReading) {
    @Nullable Object[] changed = null;
    for (int i = 0; i < list.size(); i++) {
      Object value = list.get(i);
      Object now = isReading ? revive(value) : serialize(value);
      if (changed == null && now != value) {
        changed = list.toArray();
      }
      if (changed != null) {
        changed[i] = now;
      }
    }
    return changed == null ? list : JsonList.of(changed, changed.length);
  }

  private static boolean isEscaped(Map<?, ?> map) {
    return map.size() == 1 && map.containsKey(ESCAPE);
  }

  private static @Nullable Object revive(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return elements(list, true);
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    if (isEscaped(map)) {
      return map.get(ESCAPE);
    }
    Map<String, @Nullable Object> revived = members(map, true);
    boolean special = isOne(revived.get("lc")) && revived.get("id") != null;
    return special ? reviveObject(revived) : revived;
  }

  private static @Nullable Object reviveObject(Map<String, @Nullable Object> special) {
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
    Map<String, @Nullable Object> kwargs = Map.of();
    if (special.containsKey("kwargs")) {
      if (!(special.get("kwargs") instanceof Map<?, ?> given)) {
        throw new IllegalArgumentException("an object whose arguments are no object");
      }
      kwargs = JsonValues.objectOf(given);
    }
    checkArguments(kwargs);
    for (Map.Entry<String, @Nullable Object> member : special.entrySet()) {
      if (!KEYS.contains(member.getKey())) {
        // The value is ignored, but Python fails on an object in it that it cannot make.
        JsonValues.copyOf(member.getValue(), "object");
      }
    }
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
