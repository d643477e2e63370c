package dev.bytestore;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes numbers as decimal digits, with the key in front, and refuses negative ones. */
final class NumberCodec implements ValueCodec<Integer> {

  @Override
  public byte[] encode(String key, Integer value) {
    if (value < 0) {
      throw new IllegalStateException("negative");
    }
    return (key + "=" + value).getBytes(UTF_8);
  }

  @Override
  public Integer decode(String key, byte[] bytes) {
    String text = new String(bytes, UTF_8);
    if (!text.startsWith(key + "=")) {
      throw new IllegalStateException("the value of another key: " + text);
    }
    return Integer.valueOf(text.substring(key.length() + 1));
  }
}
