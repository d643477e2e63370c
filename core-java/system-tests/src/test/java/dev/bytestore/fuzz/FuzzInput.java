package dev.bytestore.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * One input: three bytes that may repeat a section of it, bytes for the choices of the target, and
 * the data. Because sections are repeated, short inputs become long enough to tell linear time from
 * quadratic time.
 */
public final class FuzzInput {

  /** With more repetitions than a section of one byte may have, no input gets longer. */
  static final int MOST_BYTES = 256 << 10;

  private static final int HEADER = 3;

  /** From this value on, the first byte is a number of repetitions. */
  private static final int FIRST_REPEATING = 240;

  private static final int LEAST_REPETITIONS_LOG = 3;

  private final byte[] bytes;
  private int next;

  private FuzzInput(byte[] bytes) {
    this.bytes = bytes;
  }

  static FuzzInput of(byte[] raw) {
    if (raw.length <= HEADER) {
      return new FuzzInput(new byte[0]);
    }
    int repetitions = Byte.toUnsignedInt(raw[0]) - FIRST_REPEATING;
    byte[] body = Arrays.copyOfRange(raw, HEADER, raw.length);
    if (repetitions < 0) {
      return new FuzzInput(body);
    }
    int start = body.length * Byte.toUnsignedInt(raw[1]) / 256;
    int length = 1 + (body.length - start - 1) * Byte.toUnsignedInt(raw[2]) / 256;
    long times = 1L << (LEAST_REPETITIONS_LOG + repetitions);
    ByteArrayOutputStream repeated = new ByteArrayOutputStream();
    repeated.write(body, 0, start);
    for (long i = 0; i < times && repeated.size() + length + body.length < MOST_BYTES; i++) {
      repeated.write(body, start, length);
    }
    repeated.write(body, start, body.length - start);
    return new FuzzInput(repeated.toByteArray());
  }

  /** Returns the raw form of an input without repetitions. */
  public static byte[] raw(int[] choices, byte[] data) {
    byte[] raw = new byte[HEADER + choices.length + data.length];
    for (int i = 0; i < choices.length; i++) {
      raw[HEADER + i] = (byte) choices[i];
    }
    System.arraycopy(data, 0, raw, HEADER + choices.length, data.length);
    return raw;
  }

  /** As {@link #raw(int[], byte[])}, with a text. */
  public static byte[] raw(int[] choices, String data) {
    return raw(choices, data.getBytes(UTF_8));
  }

  /** Takes one byte and returns a number from 0 to {@code count - 1}. */
  public int choose(int count) {
    return next < bytes.length ? Byte.toUnsignedInt(bytes[next++]) % count : 0;
  }

  /** The bytes that are left. */
  public byte[] rest() {
    return Arrays.copyOfRange(bytes, next, bytes.length);
  }

  /** The bytes that are left, as text. Bytes that are not UTF-8 become U+FFFD. */
  public String restAsText() {
    return new String(bytes, next, bytes.length - next, UTF_8);
  }

  int size() {
    return bytes.length;
  }
}
