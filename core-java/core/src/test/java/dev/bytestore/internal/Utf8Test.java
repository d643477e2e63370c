package dev.bytestore.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class Utf8Test {

  @Property
  void theLengthIsThatOfTheEncodedText(@ForAll String text) {
    if (Utf8.unpairedSurrogate(text) < 0) {
      assertThat(Utf8.length(text)).isEqualTo(text.getBytes(UTF_8).length);
    }
  }

  @Property
  void aTextHasAnUnpairedSurrogateExactlyIfItCannotBeEncoded(
      @ForAll @StringLength(max = 5) String text) {
    int index = Utf8.unpairedSurrogate(text);

    assertThat(index < 0).isEqualTo(UTF_8.newEncoder().canEncode(text));
    if (index >= 0) {
      assertThat(UTF_8.newEncoder().canEncode(text.substring(0, index))).isTrue();
      assertThat(Character.isSurrogate(text.charAt(index))).isTrue();
    }
  }
}
