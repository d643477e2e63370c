package dev.bytestore.internal.cache;

/** How large an entry of an LLM cache may be. */
public final class EntrySize {

  /** The default limit. */
  public static final int DEFAULT_MAX_BYTES = 4 << 20;

  private static final int LARGEST_MAX_BYTES = 64 << 20;

  private EntrySize() {}

  /** {@code maxEntryBytes}, if it can be a limit. */
  public static int checked(int maxEntryBytes) {
    if (maxEntryBytes < 1 || maxEntryBytes > LARGEST_MAX_BYTES) {
      throw new IllegalArgumentException(
          "maxEntryBytes: %,d is not between 1 and %,d"
              .formatted(maxEntryBytes, LARGEST_MAX_BYTES));
    }
    return maxEntryBytes;
  }
}
