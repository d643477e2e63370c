package dev.bytestore.internal.cache;

import dev.bytestore.Generation;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.internal.RareWarning;
import dev.bytestore.internal.Utf8;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the answers in entries of a cache, and calls the listener with the outcome. */
public final class EntryReader {

  private static final Logger LOG = LoggerFactory.getLogger(EntryReader.class);

  private final LlmCacheListener listener;
  private final int maxEntryBytes;
  private final CorruptEntryLog corruptEntries = new CorruptEntryLog(LOG);
  private final RareWarning largeEntries =
      new RareWarning(
          LOG,
          "an entry of the LLM cache is larger than maxEntryBytes and counts as a miss; {} times"
              + " since this was last logged, the latest: {}");

  /**
   * @param maxEntryBytes see {@link EntrySize}
   */
  public EntryReader(LlmCacheListener listener, int maxEntryBytes) {
    this.listener = listener;
    this.maxEntryBytes = maxEntryBytes;
  }

  /** Reports that there is no entry, and returns null for a miss. */
  public @Nullable List<Generation> absent() {
    listener.onMiss();
    return null;
  }

  /** Returns whether an entry is too large. If so, call {@link #tooLarge} and do not read it. */
  public boolean isTooLarge(long bytes) {
    return bytes > maxEntryBytes;
  }

  /** Reports an entry that is too large, and returns null for a miss. */
  public @Nullable List<Generation> tooLarge(CacheKey key, long bytes) {
    largeEntries.log(
        "%s with %,d bytes, of which %,d are allowed"
            .formatted(key.keyVals(), bytes, maxEntryBytes));
    listener.onCorruptEntry();
    listener.onMiss();
    return null;
  }

  /** Returns the answers in {@code text}, or null if it is too large or cannot be parsed. */
  public @Nullable List<Generation> read(CacheKey key, String text) {
    // The number of characters is cheap to check. Usually it is that of the bytes, because Python
    // writes ASCII.
    if (isTooLarge(text.length()) || isTooLarge(Utf8.length(text))) {
      return tooLarge(key, Utf8.length(text));
    }
    List<Generation> generations = GenerationsCodec.decode(text);
    if (generations == null) {
      return corrupt(key, text.length());
    }
    listener.onHit();
    return generations;
  }

  /**
   * Reports an entry that cannot be parsed, and returns null for a miss.
   *
   * @param length the length of the entry for the log, 0 if it has no text
   */
  public @Nullable List<Generation> corrupt(CacheKey key, int length) {
    corruptEntries.log(key, length);
    listener.onCorruptEntry();
    listener.onMiss();
    return null;
  }
}
