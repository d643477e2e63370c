package dev.bytestore;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map whose entries may have a time-to-live, for the in-memory stores. An expired entry
 * takes up memory until it is read, listed, overwritten or removed.
 */
final class ExpiringMap<V> {

  private final ConcurrentNavigableMap<String, Entry<V>> entries = new ConcurrentSkipListMap<>();
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  ExpiringMap(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * @param expiry the {@code nanoTime} from which on the entry is absent; null if it does not
   *     expire
   */
  private record Entry<V>(V value, @Nullable Long expiry) {}

  @Nullable V get(String key) {
    Entry<V> entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    if (entry.expiry() != null && entry.expiry() - nanoTime.getAsLong() <= 0) {
      entries.remove(key, entry);
      return null;
    }
    return entry.value();
  }

  /**
   * @param ttlSeconds 0 if the entries do not expire
   */
  void putAll(Map<String, V> values, int ttlSeconds) {
    Long expiry =
        ttlSeconds == 0 ? null : nanoTime.getAsLong() + Duration.ofSeconds(ttlSeconds).toNanos();
    values.forEach((key, value) -> entries.put(key, new Entry<>(value, expiry)));
  }

  void remove(String key) {
    entries.remove(key);
  }

  void clear() {
    entries.clear();
  }

  /** Returns the keys from {@code start} on, in their natural order, without expired ones. */
  Stream<String> keys(String start, boolean inclusive) {
    return entries.tailMap(start, inclusive).keySet().stream().filter(key -> get(key) != null);
  }
}
