package dev.bytestore.interop;

import dev.bytestore.BlockingByteStore;
import dev.bytestore.astra.AstraDbByteStore;
import dev.bytestore.astra.AstraDbConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** The calls of {@link DataApiRatios} in a new JVM. */
public final class DataApiCalls {

  static final int OVERWRITTEN = 100;
  static final int LISTED = 1_000;
  static final int VALUE_BYTES = 1_024;

  private DataApiCalls() {}

  /**
   * Prints how many seconds each call took.
   *
   * @param arguments endpoint, base path, keyspace, token, collection, and number of rounds
   */
  public static void main(String[] arguments) {
    AstraDbConnection connection =
        AstraDbConnection.builder(arguments[0])
            .basePath(arguments[1])
            .keyspace(arguments[2])
            .token(arguments[3])
            .build();
    BlockingByteStore store =
        AstraDbByteStore.builder(connection).collection(arguments[4]).build().blocking();
    Map<String, byte[]> entries = entries(OVERWRITTEN);
    for (int round = 0; round < Integer.parseInt(arguments[5]); round++) {
      long start = System.nanoTime();
      store.mset(entries);
      long overwritten = System.nanoTime();
      long keys = store.yieldKeys().count();
      long listed = System.nanoTime();
      if (keys != LISTED) {
        throw new IllegalStateException("listed " + keys);
      }
      System.out.println((overwritten - start) / 1e9 + " " + (listed - overwritten) / 1e9);
    }
  }

  /** Entries with the same keys as those of {@code do_entries} in Python. */
  static Map<String, byte[]> entries(int count) {
    Random random = new Random(1);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[VALUE_BYTES];
      random.nextBytes(value);
      entries.put("%02d/document-%d.txt".formatted(i % 100, i), value);
    }
    return entries;
  }
}
