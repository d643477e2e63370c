package dev.bytestore.benchmark;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Entries by number, which are created when they are needed, and a check that a listing found each
 * of them. The check needs one bit per entry, so the table may be larger than the heap.
 *
 * <p>The keys look like those of {@link BenchmarkTable}, one in a hundred starting with {@link
 * BenchmarkTable#PREFIX}.
 */
final class Documents {

  private static final String[] DIRECTORIES =
      IntStream.range(0, 100).mapToObj("%02d/document-"::formatted).toArray(String[]::new);
  private static final String SUFFIX = ".txt";

  private final String prefix;
  private final BitSet seen = new BitSet();

  /** Checks a listing by {@code prefix}, which is empty, or two digits and a slash. */
  Documents(String prefix) {
    this.prefix = prefix;
  }

  static String key(int number) {
    return DIRECTORIES[number % 100] + number + SUFFIX;
  }

  /** The entries from {@code first} to {@code end - 1}, with values of 20 to 100 random bytes. */
  static Map<String, byte[]> entries(int first, int end) {
    SplittableRandom random = new SplittableRandom(first);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int number = first; number < end; number++) {
      byte[] value = new byte[20 + number % 81];
      random.nextBytes(value);
      entries.put(key(number), value);
    }
    return entries;
  }

  /** Records a key that the listing found. */
  void found(String key) {
    int start = DIRECTORIES[0].length();
    int end = key.length() - SUFFIX.length();
    int number = Integer.parseInt(key, start, end, 10);
    if (!key.startsWith(prefix)
        || !key.startsWith(DIRECTORIES[number % 100])
        || !key.endsWith(SUFFIX)) {
      throw new IllegalStateException("listed, but not expected: " + key);
    }
    if (seen.get(number)) {
      throw new IllegalStateException("listed twice: " + key);
    }
    seen.set(number);
  }

  /** Fails unless exactly the documents with the prefix were found, from 0 to {@code end - 1}. */
  void checkAll(int end) {
    int expected =
        (int) IntStream.range(0, end).filter(i -> DIRECTORIES[i % 100].startsWith(prefix)).count();
    if (seen.cardinality() != expected || seen.length() > end) {
      throw new IllegalStateException(
          "%d keys listed of %d, the last of them %s"
              .formatted(seen.cardinality(), expected, key(Math.max(0, seen.length() - 1))));
    }
  }
}
