package dev.bytestore.testing;

import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes arguments for the methods of the public API: valid, null, extreme and hostile ones. */
public final class HostileValues {

  /** A part of hostile arguments that no message may contain. */
  public static final String SECRET = "someone:pass-word@example";

  private static final String LONG = "x".repeat(200_000);

  private static final List<String> STRINGS =
      List.of(
          "",
          " ",
          "\n",
          "\0",
          SECRET,
          SECRET + ":9042",
          SECRET + "/..",
          "/" + SECRET + "/..",
          "/..",
          "/.",
          "\ud800" + SECRET,
          SECRET + "\udc00",
          LONG,
          LONG + SECRET,
          "/x".repeat(100_000),
          "-1",
          "http://" + SECRET,
          "https://h?" + SECRET,
          "{\"a\":\"" + SECRET,
          "\"" + SECRET,
          "'; " + SECRET,
          "%s%n" + SECRET,
          "$1\\" + SECRET,
          "[".repeat(100_000),
          "\ud83d\ude00",
          "bQ",
          "bQ" + SECRET);

  private static final List<Duration> DURATIONS =
      List.of(
          Duration.ZERO,
          Duration.ofNanos(1),
          Duration.ofNanos(-1),
          Duration.ofDays(365 * 300),
          Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
          Duration.ofSeconds(Long.MIN_VALUE));

  /** Thrown by a user's function. It must reach the caller. */
  public static final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Map<Class<?>, Function<String, Object>> sound;

  /**
   * @param sound makes a valid value of a type for the parameter of that name
   */
  public HostileValues(Map<Class<?>, Function<String, Object>> sound) {
    this.sound = sound;
  }

  /** Returns a valid argument. */
  public Object sound(Parameter parameter) {
    return sound(parameter.getParameterizedType(), parameter.getName());
  }

  /** Returns invalid and extreme arguments, including null unless the type is primitive. */
  public List<Object> hostile(Parameter parameter) {
    List<Object> values =
        new ArrayList<>(hostile(parameter.getParameterizedType(), parameter.getName()));
    if (!parameter.getType().isPrimitive()) {
      values.add(null);
    }
    return values;
  }

  private Object sound(Type type, String name) {
    Class<?> raw = raw(type);
    Function<String, Object> made = sound.get(raw);
    if (made != null) {
      return made.apply(name);
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[0];
    }
    if (raw == Map.class) {
      return Map.of("content", sound(argument(type, 1), name));
    }
    if (Collection.class.isAssignableFrom(raw)) {
      return List.of(sound(argument(type, 0), name));
    }
    if (raw.isInterface()) {
      return proxy(raw, null);
    }
    throw new IllegalStateException("no sound value is known for " + raw);
  }

  private List<Object> hostile(Type type, String name) {
    Class<?> raw = raw(type);
    if (raw == String.class) {
      return List.copyOf(STRINGS);
    }
    if (raw == int.class) {
      return List.of(Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE);
    }
    if (raw == long.class) {
      return List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);
    }
    if (raw == boolean.class) {
      return List.of(true, false);
    }
    if (raw == Duration.class) {
      return List.copyOf(DURATIONS);
    }
    if (raw == Path.class) {
      return List.of(Path.of(""), Path.of("no-such-file.zip"), Path.of("/dev/zero"), Path.of("/"));
    }
    if (Throwable.class.isAssignableFrom(raw)) {
      return List.of();
    }
    if (raw == Object.class) {
      return objects();
    }
    if (raw.isEnum()) {
      return List.of(raw.getEnumConstants());
    }
    if (raw == Map.class) {
      return maps(type, name);
    }
    if (Collection.class.isAssignableFrom(raw) && raw.isAssignableFrom(List.class)) {
      return lists(argument(type, 0), name);
    }
    return raw.isInterface()
        ? List.of(proxy(raw, null), proxy(raw, new UserException()))
        : List.of();
  }

  private List<Object> lists(Type element, String name) {
    List<Object> lists = new ArrayList<>();
    Object one = sound(element, name);
    lists.add(List.of());
    lists.add(Collections.nCopies(300, one));
    lists.add(Arrays.asList(one, null));
    hostile(element, name).forEach(value -> lists.add(Arrays.asList(one, value)));
    return lists;
  }

  private List<Object> maps(Type type, String name) {
    List<Object> maps = new ArrayList<>();
    Object value = sound(argument(type, 1), name);
    maps.add(Map.of());
    maps.add(one(null, value));
    maps.add(one("content", null));
    maps.add(one(SECRET, null));
    STRINGS.forEach(key -> maps.add(one(key, value)));
    for (Object hostile : hostile(argument(type, 1), name)) {
      maps.add(one("content", hostile));
      maps.add(one(SECRET, hostile));
      maps.add(one("id", hostile));
    }
    return maps;
  }

  private static Map<String, Object> one(String key, Object value) {
    Map<String, Object> map = new HashMap<>();
    map.put(key, value);
    return map;
  }

  private static List<Object> objects() {
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      List<Object> around = new ArrayList<>();
      around.add(deep);
      deep = around;
    }
    Map<String, Object> endless = new HashMap<>();
    endless.put("self", endless);
    return List.of(
        SECRET,
        deep,
        endless,
        Map.of(1, SECRET),
        List.of(Map.of(SECRET, Optional.of(SECRET))),
        Optional.of(SECRET),
        Double.NaN,
        BigInteger.TWO.pow(100_000),
        new BigDecimal("1E+1000000000"),
        'c',
        new byte[1]);
  }

  /** Returns an implementation of an interface whose methods return null or throw. */
  private static Object proxy(Class<?> type, RuntimeException failure) {
    return Proxy.newProxyInstance(
        HostileValues.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          Object outcome = method.getReturnType() == boolean.class ? Boolean.FALSE : null;
          return switch (method.getName()) {
            case "toString" -> type.getSimpleName();
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> {
              if (failure != null) {
                throw failure;
              }
              yield outcome;
            }
          };
        });
  }

  private static Class<?> raw(Type type) {
    if (type instanceof Class<?> known) {
      return known;
    }
    if (type instanceof ParameterizedType generic) {
      return raw(generic.getRawType());
    }
    return type instanceof WildcardType wildcard ? raw(wildcard.getUpperBounds()[0]) : Object.class;
  }

  private static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }
}
