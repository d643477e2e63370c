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

/** Checks arguments. Messages name the parameter and the position, never the content. */
public final class Arguments {

  /** The longest partition key in Cassandra, which stores the length in 16 bits. */
  private static final int MAX_KEY_BYTES = 65_535;

  /** The longest time-to-live in Cassandra: 20 years. */
  static final long MAX_TTL_SECONDS = 630_720_000;

  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36_525);

  /** The common maps that compare keys with {@code equals}, including those of {@code Map.of}. */
  private static final Set<Class<?>> BY_EQUALS =
      Set.of(
          HashMap.class,
          LinkedHashMap.class,
          ConcurrentHashMap.class,
          Map.of().getClass(),
          Map.of("", "").getClass());

  private Arguments() {}

  /** Returns a copy of {@code keys} after checking each of them. */
  public static List<String> keys(Collection<String> keys) {
    return keys(keys, MAX_KEY_BYTES);
  }

  /** As {@link #keys(Collection)}, for keys of at most {@code maxBytes} UTF-8 bytes. */
  public static List<String> keys(Collection<String> keys, int maxBytes) {
    Objects.requireNonNull(keys, "keys");
    List<String> checked = new ArrayList<>(keys.size());
    for (String key : keys) {
      checkKey(key, "keys", checked.size(), maxBytes);
      checked.add(key);
    }
    return checked;
  }

  /**
   * Returns a copy of {@code entries} in their order, after checking each of them. The arrays are
   * not copied.
   */
  public static Map<String, byte[]> entries(Map<String, byte[]> entries) {
    return entries(entries, MAX_KEY_BYTES);
  }

  /** As {@link #entries(Map)}, for keys of at most {@code maxKeyBytes} UTF-8 bytes. */
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
   * Returns the {@code entries} in their order, after checking each of them. If the map has the
   * same key more than once, only the last of these entries is in the list, because all entries of
   * the list are written at the same time.
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
   * Returns whether {@code map} is of a class that compares keys with {@code equals}. An {@code
   * IdentityHashMap} or a map with a comparator can have equal keys more than once, and so can a
   * class that is not known. Knowing the common classes saves a hash table for each write.
   */
  private static boolean holdsEqualKeysOnce(Map<String, byte[]> map) {
    Class<?> type = map.getClass();
    return BY_EQUALS.contains(type)
        || (type == TreeMap.class && ((TreeMap<?, ?>) map).comparator() == null);
  }

  private static void checkEntry(String key, byte[] value, int position, int maxKeyBytes) {
    checkKey(key, "entries", position, maxKeyBytes);
    Objects.requireNonNull(
        value, () -> "entries: value at position %d is null".formatted(position));
  }

  /** Returns an unmodifiable copy of {@code elements}, none of which may be null. */
  public static <T> List<T> withoutNulls(Collection<? extends T> elements, String name) {
    Objects.requireNonNull(elements, name);
    List<T> checked = new ArrayList<>(elements.size());
    for (T element : elements) {
      checked.add(
          Objects.requireNonNull(
              element, () -> "%s: element at position %d is null".formatted(name, checked.size())));
    }
    return List.copyOf(checked);
  }

  /** Returns {@code ttl} in seconds, rounded up. Zero means that entries do not expire. */
  public static int ttlSeconds(Duration ttl) {
    Objects.requireNonNull(ttl, "ttl");
    if (ttl.isNegative() || ttl.compareTo(Duration.ofSeconds(MAX_TTL_SECONDS)) > 0) {
      throw new IllegalArgumentException(
          "ttl: %s is not between zero and %d seconds (20 years)".formatted(ttl, MAX_TTL_SECONDS));
    }
    return (int) ttl.plusNanos(999_999_999).toSeconds();
  }

  /** Returns {@code value} if it is at least one. */
  public static int positive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException("%s: %d is not positive".formatted(name, value));
    }
    return value;
  }

  /**
   * Returns {@code value} if it is positive, or 100 years if it is longer. Callers that want no
   * timeout pass the longest duration, whose nanoseconds do not fit into a long.
   */
  public static Duration positive(Duration value, String name) {
    Objects.requireNonNull(value, name);
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("%s: %s is not positive".formatted(name, value));
    }
    return value.compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : value;
  }

  /** Returns {@code prefix} if a key can start with it. */
  public static String prefix(String prefix) {
    Objects.requireNonNull(prefix, "prefix");
    int surrogate = Utf8.unpairedSurrogate(prefix);
    if (surrogate >= 0) {
      throw new IllegalArgumentException("prefix: unpaired surrogate at index " + surrogate);
    }
    return prefix;
  }

  /** Checks {@code key}, which is at {@code position} in the argument {@code name}. */
  public static void key(String key, String name, int position) {
    checkKey(key, name, position, MAX_KEY_BYTES);
  }

  private static void checkKey(String key, String name, int position, int maxBytes) {
    Objects.requireNonNull(key, () -> "%s: key at position %d is null".formatted(name, position));
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
          "%s: key at position %d has %d UTF-8 bytes, more than the %d allowed"
              .formatted(name, position, Utf8.length(key), maxBytes));
    }
  }
}
