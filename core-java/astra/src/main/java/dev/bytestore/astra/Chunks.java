package dev.bytestore.astra;

import java.util.ArrayList;
import java.util.List;

/** Lists in parts. */
final class Chunks {

  private Chunks() {}

  /** Views of {@code all}, each of {@code size} elements but the last. */
  static <T> List<List<T>> of(List<T> all, int size) {
    List<List<T>> chunks = new ArrayList<>();
    for (int start = 0; start < all.size(); start += size) {
      chunks.add(all.subList(start, Math.min(all.size(), start + size)));
    }
    return chunks;
  }
}
