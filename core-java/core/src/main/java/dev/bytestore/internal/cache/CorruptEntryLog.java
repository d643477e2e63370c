package dev.bytestore.internal.cache;

import dev.bytestore.internal.CacheKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;

/** Warns of each entry that cannot be understood once, by what identifies but does not tell it. */
final class CorruptEntryLog {

  /** Of more entries than this the oldest are forgotten, and warned of again. */
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
          "the LLM cache's entry {} cannot be understood ({} characters): a miss",
          key.keyVals(),
          length);
    }
  }
}
