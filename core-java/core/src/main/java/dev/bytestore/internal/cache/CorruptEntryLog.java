package dev.bytestore.internal.cache;

import dev.bytestore.internal.CacheKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;

/**
 * Logs a warning for each entry that cannot be parsed, once. The warning has the hashes of the key
 * and the length, not the content.
 */
final class CorruptEntryLog {

  /** How many entries are remembered. A forgotten entry is logged again. */
  private static final int REMEMBERED = 1_000;

  private final Logger log;
  private final Set<CacheKey> warned =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<CacheKey, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  CorruptEntryLog(Logger log) {
    this.log = log;
  }

  void log(CacheKey key, int length) {
    if (warned.add(key)) {
      log.warn(
          "the LLM cache entry {} ({} characters) cannot be parsed and counts as a miss",
          key.keyVals(),
          length);
    }
  }
}
