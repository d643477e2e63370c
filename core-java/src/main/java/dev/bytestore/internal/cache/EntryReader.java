package dev.bytestore.internal.cache;

import dev.bytestore.Generation;
import dev.bytestore.LlmCacheListener;
import dev.bytestore.internal.CacheKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes answers out of what caches find, and tells a listener what came of it. */
public final class EntryReader {

  private final LlmCacheListener listener;
  private final CorruptEntryLog corruptEntries = new CorruptEntryLog();

  public EntryReader(LlmCacheListener listener) {
    this.listener = listener;
  }

  /** Null, for an entry that is not there. */
  public @Nullable List<Generation> absent() {
    listener.onMiss();
    return null;
  }

  /** What {@code text} says, or null if it cannot be understood. */
  public @Nullable List<Generation> read(CacheKey key, String text) {
    List<Generation> generations = GenerationsCodec.decode(text);
    if (generations == null) {
      return corrupt(key, text.length());
    }
    listener.onHit();
    return generations;
  }

  /**
   * Null, for an entry that cannot be understood.
   *
   * @param length of what there is in place of a text
   */
  public @Nullable List<Generation> corrupt(CacheKey key, int length) {
    corruptEntries.log(key, length);
    listener.onCorruptEntry();
    listener.onMiss();
    return null;
  }
}
