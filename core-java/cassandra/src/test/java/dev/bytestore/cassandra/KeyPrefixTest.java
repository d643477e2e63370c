package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeyPrefixTest {

  @Test
  void theEndIsTheNextCodePoint() {
    assertThat(KeyPrefix.of("ab").end()).isEqualTo("ac");
    assertThat(KeyPrefix.of("a\uD7FF").end()).isEqualTo("a\uE000");
    assertThat(KeyPrefix.of("a\uFFFF").end()).isEqualTo("a\uD800\uDC00");
    assertThat(KeyPrefix.of("a\uDBFF\uDFFF").end()).isEqualTo("b");
    assertThat(KeyPrefix.of("a\uDBFF\uDFFF\uDBFF\uDFFF").end()).isEqualTo("b");
    assertThat(KeyPrefix.of("\uDBFF\uDFFF").end()).isNull();
    assertThat(KeyPrefix.of("").end()).isNull();
  }

  @Property
  void betweenThePrefixAndTheEndLieExactlyTheKeysWithThePrefix(
      @ForAll("texts") String prefix, @ForAll("texts") String rest, @ForAll("texts") String other) {
    KeyPrefix keyPrefix = KeyPrefix.of(prefix);

    assertThat(isBetween(prefix + rest, keyPrefix)).isTrue();
    assertThat(isBetween(other, keyPrefix)).isEqualTo(other.startsWith(prefix));
  }

  /** Compares as the server does: unsigned bytes of UTF-8. */
  private static boolean isBetween(String key, KeyPrefix prefix) {
    String end = prefix.end();
    return compare(key, prefix.text()) >= 0 && (end == null || compare(key, end) < 0);
  }

  private static int compare(String a, String b) {
    return Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            0, 0x61, 0x62, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF)
        .list()
        .ofMaxSize(4)
        .map(
            codePoints -> {
              StringBuilder text = new StringBuilder();
              codePoints.forEach(text::appendCodePoint);
              return text.toString();
            });
  }
}
