package dev.bytestore.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactPointTest {

  @ParameterizedTest
  @CsvSource({
    "h, h, 9042",
    "' h.example.org ', h.example.org, 9042",
    "h:1, h, 1",
    "127.0.0.1:65535, 127.0.0.1, 65535",
    "::1, ::1, 9042",
    "fe80::1:2, fe80::1:2, 9042",
    "[::1], ::1, 9042",
    "[::1]:9043, ::1, 9043"
  })
  void aPointIsAHostWithOrWithoutAPort(String text, String host, int port) {
    assertThat(ContactPoint.parse(text, 3, 9042)).isEqualTo(new ContactPoint(host, port));
  }

  /** The message does not show a password that was written into a contact point. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":9042",
        "h:",
        "h:0",
        "h:65536",
        "h:-1",
        "h:port",
        "[::1",
        "[::1]x",
        "[]",
        "http://h",
        "a b",
        "someone:secret@h",
        "someone:secret@h:9042",
        "secret@h",
        "someone:secret:h",
        "[someone:secret]"
      })
  void anInvalidContactPointIsRefusedWithItsPosition(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContactPoint.parse(text, 3, 9042))
        .withMessageStartingWith("contactPoints: element at position 3 ")
        .withMessageNotContaining("secret")
        .withNoCause();
    assertThat(ContactPoint.shown(List.of(text, "h")))
        .containsExactly("<not a contact point>", "h");
  }

  @Test
  void hostsThatNobodyKnowsAreLeftOutUnlessAllAre() {
    ContactPoint known = new ContactPoint("127.0.0.1", 1);
    ContactPoint unknown = new ContactPoint("no-such-host.invalid", 2);

    assertThat(ContactPoint.resolve(List.of(unknown, known)))
        .containsExactly(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    assertThat(ContactPoint.resolve(List.of())).isEmpty();
    assertThatThrownBy(() -> ContactPoint.resolve(List.of(unknown)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no address found for no-such-host.invalid");
  }
}
