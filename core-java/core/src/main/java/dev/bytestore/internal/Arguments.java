package dev.bytestore.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Refuses bad arguments by name and position, never by content. */
public final class Arguments {

  /** The longest partition key of Cassandra: its length is an unsigned 16-bit number. */
  private static final int MAX_KEY_BYTES = 65_535;

  /** The longest time to live of Cassandra, 20 years. */
  static final long MAX_TTL_SECONDS = 630_720_000;

  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36_525);

  /** The usual maps that compare keys by {@code equals}, those of {@code Map.of} among them. */
  private static final Set<Class<?>> BY_EQUALS =
      Set.of(
          HashMap.class,
          LinkedHashMap.class,
          ConcurrentHashMap.class,
          Map.of().getClass(),
          Map.of("", "").getClass());

  private Arguments() {}

  /** A copy of {@code keys} in which every key is sound. */
  public static List<String> keys(Collection<String> keys) {
    return keys(keys, MAX_KEY_BYTES);
  }

  /** A copy of {@code keys} in which every key is sound and has {@code maxBytes} at most. */
  public static List<String> keys(Collection<String> keys, int maxBytes) {
    Objects.requireNonNull(keys, "keys");
    List<String> checked = new ArrayList<>(keys.size());
    for (String key : keys) {
      checkKey(key, "keys", checked.size(), maxBytes);
      checked.add(key);
    }
    return checked;
  }

  /** A copy of {@code entries} in their order, in which every key and value is sound. */
  public static Map<String, byte[]> entries(Map<String, byte[]> entries) {
    return entries(entries, MAX_KEY_BYTES);
  }

  /** As {@link #entries(Map)}, where every key has {@code maxKeyBytes} at most. */
  public static Map<String, byte[]> entries(Map<String, byte[]> entries, int maxKeyBytes) {
    Objects.requireNonNull(entries, "entries");
    Map<String, byte[]> checked = new LinkedHashMap<>(entries.size() * 4 / 3 + 1);
    entries.forEach(
        (key, value) -> {
          checkEntry(key, value, checked.size(), maxKeyBytes);
          checked.put(key, value);
        });
    return checked;
  }

  /**
   * The {@code entries} in their order, in which every key and value is sound. Of equal keys, which
   * some maps hold more than once, only the last is there: entries of one list are written at the
   * same time.
   */
  public static List<Map.Entry<String, byte[]>> entryList(Map<String, byte[]> entries) {
    Objects.requireNonNull(entries, "entries");
    if (!holdsEqualKeysOnce(entries)) {
      return List.copyOf(entries(entries).entrySet());
    }
    List<Map.Entry<String, byte[]>> checked = new ArrayList<>(entries.size());
    entries.forEach(
        (key, value) -> {
          checkEntry(key, value, checked.size(), MAX_KEY_BYTES);
          checked.add(Map.entry(key, value));
        });
    return checked;
  }

  /**
   * Whether the class of {@code map} is known to tell keys apart by {@code equals}. An {@code
   * IdentityHashMap}, a map with a comparator, and a class that is not known may not. Knowing the
   * usual classes saves a hash table for each write.
   */
  private static boolean holdsEqualKeysOnce(Map<String, byte[]> map) {
    Class<?> type = map.getClass();
    return BY_EQUALS.contains(type)
        || (type == TreeMap.class && ((TreeMap<?, ?>) map).comparator() == null);
  }

  private static void checkEntry(String key, byte[] value, int position, int maxKeyBytes) {
    checkKey(key, "entries", position, maxKeyBytes);
    Objects.requireNonNull(value, () -> "entries: value at position " + position);
  }

  /** An unmodifiable copy of {@code elements}, in which there is no null. */
  public static <T> List<T> withoutNulls(Collection<? extends T> elements, String name) {
    Objects.requireNonNull(elements, name);
    List<T> checked = new ArrayList<>(elements.size());
    for (T element : elements) {
      checked.add(
          Objects.requireNonNull(
              element, () -> "%s: element at position %d".formatted(name, checked.size())));
    }
    return List.copyOf(checked);
  }

  /** {@code ttl} in seconds, a fraction rounded up; 0 is for ever. */
  public static int ttlSeconds(Duration ttl) {
    Objects.requireNonNull(ttl, "ttl");
    if (ttl.isNegative() || ttl.compareTo(Duration.ofSeconds(MAX_TTL_SECONDS)) > 0) {
      throw new IllegalArgumentException(
          "ttl: %s is not between zero and %d seconds".formatted(ttl, MAX_TTL_SECONDS));
    }
    return (int) ttl.plusNanos(999_999_999).toSeconds();
  }

  /** {@code value}, if it is at least one. */
  public static int positive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException("%s: %d is not positive".formatted(name, value));
    }
    return value;
  }

  /**
   * {@code value}, if it is positive, but at most 100 years: callers that want no timeout pass the
   * longest duration, which has more nanoseconds than a long can hold.
   */
  public static Duration positive(Duration value, String name) {
    Objects.requireNonNull(value, name);
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("%s: %s is not positive".formatted(name, value));
    }
    return value.compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : value;
  }

  /** {@code prefix}, if it can be the start of a key. */
  public static String prefix(String prefix) {
    Objects.requireNonNull(prefix, "prefix");
    int surrogate = Utf8.unpairedSurrogate(prefix);
    if (surrogate >= 0) {
      throw new IllegalArgumentException("prefix: unpaired surrogate at index " + surrogate);
    }
    return prefix;
  }

  private static void checkKey(String key, String name, int position, int maxBytes) {
    Objects.requireNonNull(key, () -> name + ": key at position " + position);
    if (key.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: key at position %d is empty".formatted(name, position));
    }
    int surrogate = Utf8.unpairedSurrogate(key);
    if (surrogate >= 0) {
      throw new IllegalArgumentException(
          "%s: key at position %d has an unpaired surrogate at index %d"
              .formatted(name, position, surrogate));
    }
    if (key.length() > maxBytes / 3 && Utf8.length(key) > maxBytes) {
      throw new IllegalArgumentException(
          "%s: key at position %d has %d UTF-8 bytes, the longest may have %d"
              .formatted(name, position, Utf8.length(key), maxBytes));
    }
  }
}
