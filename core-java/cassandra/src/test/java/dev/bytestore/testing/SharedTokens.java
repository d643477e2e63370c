package dev.bytestore.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes keys that share a token, which is possible because Murmur3 can be inverted. For each token
 * there are 2^64 blocks of 16 bytes, and one in ten thousand is text in UTF-8.
 *
 * <p>The keys have exactly one block. In a last block of fewer than 16 bytes, Cassandra's Murmur3
 * treats bytes over 127 as negative numbers, unlike the original.
 */
public final class SharedTokens {

  private static final int BLOCK_BYTES = 16;
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;
  private static final long MIX1 = 0xff51afd7ed558ccdL;
  private static final long MIX2 = 0xc4ceb9fe1a85ec53L;
  private static final long INVERSE_OF_5 = inverse(5);
  private static final long INVERSE_OF_C1 = inverse(C1);
  private static final long INVERSE_OF_C2 = inverse(C2);
  private static final long INVERSE_OF_MIX1 = inverse(MIX1);
  private static final long INVERSE_OF_MIX2 = inverse(MIX2);

  private SharedTokens() {}

  /** Returns {@code count} keys with this token, the same ones for the same arguments. */
  public static List<String> keys(long token, int count) {
    Random random = new Random(token);
    Set<String> keys = new LinkedHashSet<>();
    while (keys.size() < count) {
      ByteBuffer block = block(token, random.nextLong());
      CharBuffer text = CharBuffer.allocate(BLOCK_BYTES);
      if (block.get(0) > 0 && !UTF_8.newDecoder().decode(block, text, true).isError()) {
        keys.add(text.flip().toString());
      }
    }
    return new ArrayList<>(keys);
  }

  /** The block with the hash {@code high} and {@code low}: reverses all steps of the hash. */
  private static ByteBuffer block(long high, long low) {
    long h2 = low - high;
    long h1 = high - h2;
    h1 = unmix(h1);
    h2 = unmix(h2);
    h2 -= h1;
    h1 -= h2;
    h2 ^= BLOCK_BYTES;
    h1 ^= BLOCK_BYTES;
    h2 = (h2 - 0x38495ab5) * INVERSE_OF_5 - h1;
    h2 = Long.rotateRight(h2, 31);
    h1 = (h1 - 0x52dce729) * INVERSE_OF_5;
    h1 = Long.rotateRight(h1, 27);
    long k2 = Long.rotateRight(h2 * INVERSE_OF_C1, 33) * INVERSE_OF_C2;
    long k1 = Long.rotateRight(h1 * INVERSE_OF_C2, 31) * INVERSE_OF_C1;
    return ByteBuffer.allocate(BLOCK_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(k1)
        .putLong(k2)
        .flip();
  }

  private static long unmix(long mixed) {
    long k = mixed ^ (mixed >>> 33);
    k *= INVERSE_OF_MIX2;
    k ^= k >>> 33;
    k *= INVERSE_OF_MIX1;
    return k ^ (k >>> 33);
  }

  /** The inverse of an odd {@code factor} modulo 2^64, by Newton's method. */
  private static long inverse(long factor) {
    long inverse = factor;
    for (int i = 0; i < 5; i++) {
      inverse *= 2 - factor * inverse;
    }
    return inverse;
  }
}
