package dev.bytestore.astra;

import java.util.ArrayList;
import java.util.List;

/** Splits lists. */
final class Chunks {

  private Chunks() {}

  /** Splits {@code all} into views of {@code size} elements; the last one may have fewer. */
  static <T> List<List<T>> of(List<T> all, int size) {
    List<List<T>> chunks = new ArrayList<>();
    for (int start = 0; start < all.size(); start += size) {
      chunks.add(all.subList(start, Math.min(all.size(), start + size)));
    }
    return chunks;
  }
}
