package dev.bytestore.internal.cache;

/** The limit on the size of an entry of an LLM cache, in UTF-8 bytes. */
public final class EntrySize {

  /** The default limit: 4 MiB. */
  public static final int DEFAULT_MAX_BYTES = 4 << 20;

  private static final int LARGEST_MAX_BYTES = 64 << 20;

  private EntrySize() {}

  /** Returns {@code maxEntryBytes} if it is between 1 byte and 64 MiB. */
  public static int checked(int maxEntryBytes) {
    if (maxEntryBytes < 1 || maxEntryBytes > LARGEST_MAX_BYTES) {
      throw new IllegalArgumentException(
          "maxEntryBytes: %,d is not between 1 and %,d"
              .formatted(maxEntryBytes, LARGEST_MAX_BYTES));
    }
    return maxEntryBytes;
  }
}
