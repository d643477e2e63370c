package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The keys of one request. */
final class RequestedKeys {

  /** A key of a call, and its index in the call. */
  static final class PlacedKey {

    private final String key;
    private final int place;

    /** The same key at an earlier place of the same request, or null. */
    private @Nullable PlacedKey repeated;

    PlacedKey(String key, int place) {
      this.key = key;
      this.place = place;
    }

    String key() {
      return key;
    }

    int place() {
      return place;
    }

    @Nullable PlacedKey repeated() {
      return repeated;
    }
  }

  // A hash table with open addressing. Unlike a HashMap, it allocates nothing for each key. Keys
  // with equal hash codes take quadratic time, which is little for the 20 keys of a usual request.
  private final PlacedKey[] table;

  RequestedKeys(List<PlacedKey> keys) {
    table = new PlacedKey[Integer.highestOneBit(keys.size()) * 4];
    keys.forEach(this::add);
  }

  private void add(PlacedKey added) {
    int slot = slot(added.key);
    added.repeated = table[slot];
    table[slot] = added;
  }

  /** Returns the last of the equal keys, or null if {@code key} is none of the keys. */
  @Nullable PlacedKey find(String key) {
    return table[slot(key)];
  }

  /** The slot that has {@code key}, or the free one for it. */
  private int slot(String key) {
    int hash = key.hashCode();
    int slot = hash ^ hash >>> 16;
    while (true) {
      slot &= table.length - 1;
      PlacedKey there = table[slot];
      if (there == null || there.key.equals(key)) {
        return slot;
      }
      slot++;
    }
  }

  /**
   * Encodes the keys of {@code items} as a list of text, in the format of the native protocol since
   * version 3: the number of elements, then the length and the bytes of each. The driver's codec
   * makes a buffer for each element first.
   */
  static <T> ByteBuffer encode(List<T> items, Function<T, String> key) {
    byte[][] keys = new byte[items.size()][];
    int bytes = Integer.BYTES;
    for (int i = 0; i < keys.length; i++) {
      keys[i] = key.apply(items.get(i)).getBytes(UTF_8);
      bytes += Integer.BYTES + keys[i].length;
    }
    ByteBuffer encoded = ByteBuffer.allocate(bytes).putInt(keys.length);
    for (byte[] each : keys) {
      encoded.putInt(each.length).put(each);
    }
    return encoded.flip();
  }
}
