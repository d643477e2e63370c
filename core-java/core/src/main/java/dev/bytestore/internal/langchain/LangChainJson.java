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
 * LangChain's {@code dumps} and {@code loads}. A map of a user that looks like an object of
 * LangChain is wrapped when it is written, and unwrapped but not interpreted when it is read. The
 * only classes are those in {@link PythonClass}; no class is ever loaded by a name in a text.
 */
public final class LangChainJson {

  private static final String ESCAPE = "__lc_escaped__";

  private static final Set<String> KEYS = Set.of("lc", "type", "id", "kwargs");

  private LangChainJson() {}

  /**
   * Returns the text of {@code value}: a JSON value, a {@link LangChainObject}, or a list of them.
   */
  public static String dumps(@Nullable Object value) {
    return JsonWriter.write(serialize(value));
  }

  /**
   * Returns the value that {@code text} represents, with LangChain's objects as {@link
   * LangChainObject}.
   *
   * @throws IllegalArgumentException if Python would fail on {@code text}, if it contains an object
   *     of a class that is not in {@link PythonClass}, or if {@code limit} is exceeded
   */
  public static @Nullable Object loads(String text, ContainerLimit limit) {
    return revive(JsonReader.read(text, limit));
  }

  /**
   * As {@link #loads(String, ContainerLimit)}, for bytes that should be UTF-8. The limit is that of
   * the number of characters.
   */
  public static @Nullable Object loads(byte[] utf8) {
    return revive(JsonReader.readUntrusted(utf8));
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
      // Python does not interpret a wrapped map, so nothing inside it needs to be wrapped.
      return escape ? new JsonObject.Builder().put(ESCAPE, map).build() : members(map, false);
    }
    return value instanceof List<?> list ? elements(list, false) : value;
  }

  /**
   * Returns {@code map} with its values revived or serialized, or the same map if that changes
   * nothing. The parameter is a boolean, because a function would need a third more stack for each
   * level of nesting.
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

  /** As {@link #members}, for a list. */
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
      throw new IllegalArgumentException("an object that Python could not serialize");
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
      throw new IllegalArgumentException("an object of a class that is not supported");
    }
    Map<String, @Nullable Object> kwargs = Map.of();
    if (special.containsKey("kwargs")) {
      if (!(special.get("kwargs") instanceof Map<?, ?> given)) {
        throw new IllegalArgumentException("an object whose kwargs are not an object");
      }
      kwargs = JsonValues.objectOf(given);
    }
    checkArguments(kwargs);
    for (Map.Entry<String, @Nullable Object> member : special.entrySet()) {
      if (!KEYS.contains(member.getKey())) {
        // Python ignores the value, but fails if it contains an object that Python cannot make.
        JsonValues.copyOf(member.getValue(), "object");
      }
    }
    return new LangChainObject(type, kwargs);
  }

  /**
   * Checks the constructor arguments that Python refuses for every class.
   *
   * @throws IllegalArgumentException if there is one of them
   */
  public static void checkArguments(Map<String, ? extends @Nullable Object> kwargs) {
    if (kwargs.containsKey("self")) {
      throw new IllegalArgumentException("self: Python reserves this name");
    }
    if ("jinja2".equals(kwargs.get("template_format"))) {
      throw new IllegalArgumentException("template_format: Python refuses the value \"jinja2\"");
    }
  }

  /** Returns whether {@code version} equals 1 in Python, where {@code True == 1}. */
  private static boolean isOne(@Nullable Object version) {
    return version instanceof Number number
        ? number.doubleValue() == 1
        : Boolean.TRUE.equals(version);
  }
}
