package dev.bytestore.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @Test
  void integersHaveAnySizeUpToPythonsLimit() {
    assertThat(JsonReader.read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(JsonReader.read("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(JsonReader.read("9223372036854775808"))
        .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE));
    assertThat(JsonReader.read("-0")).isEqualTo(0L);
    assertThat(JsonReader.read("-" + "9".repeat(4_300))).isInstanceOf(BigInteger.class);
    assertRefused("9".repeat(4_301));
  }

  @Test
  void floatsGoToTheNearestDouble() {
    assertThat(JsonReader.read("1e400")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(JsonReader.read("-0.0")).isEqualTo(-0.0);
    assertThat(JsonReader.read("1E+2")).isEqualTo(100.0);
    assertThat(JsonReader.read("0." + "3".repeat(100_000))).isEqualTo(1.0 / 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        " [ 1 , -2.5e3,0.1 ] ",
        "[NaN, Infinity, -Infinity, 1e400, -0, -0.0]",
        "[16777217, 9007199254740993, 9223372036854775808, 0.1000000014901161193847656]",
        "[1, null]",
        "[1, \"2\"]",
        "[[1]]",
        "[1] 2",
        "[1",
        "[INF]",
        "[1,]",
        "{}",
        "1",
        "null",
        "",
        "not json"
      })
  void numbersAreReadAsFloatsWhereAListOfNumbersIsRead(String text) {
    assertThat(JsonReader.readFloats(text.getBytes(UTF_8), 10)).isEqualTo(floatsOf(text));
  }

  /** Reads all values first, as the main code once did. */
  private static float[] floatsOf(String text) {
    Object value;
    try {
      value = JsonReader.read(text.getBytes(UTF_8));
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (!(value instanceof List<?> list) || !list.stream().allMatch(Number.class::isInstance)) {
      return null;
    }
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = ((Number) list.get(i)).floatValue();
    }
    return floats;
  }

  @Test
  void aListOfTooManyFloatsIsNotRead() {
    byte[] text = ("[0" + ", 1".repeat(3_999) + "]").getBytes(UTF_8);

    assertThat(JsonReader.readFloats(text, 4_000)).hasSize(4_000);
    assertThat(JsonReader.readFloats(text, 3_999)).isNull();
    assertThat(JsonReader.readFloats(("[" + "9".repeat(4_301) + "]").getBytes(UTF_8), 9)).isNull();
  }

  @Test
  void ofARepeatedKeyTheLastValueCounts() {
    assertThat(JsonReader.read("{\"a\": 1, \"b\": 2, \"a\": 3}"))
        .isEqualTo(Map.of("a", 3L, "b", 2L));
  }

  @Test
  void aSurrogateWithoutAPartnerCanBeEscaped() {
    assertThat(JsonReader.read("[\"\\ud800\", \"\\uDC00x\", \"\\ud83c\\udf0d\"]"))
        .isEqualTo(List.of("\ud800", "\udc00x", "\ud83c\udf0d"));
  }

  /** Jackson 2.22.4 refuses these in names, but Python accepts them. */
  @Test
  void aNameCanHaveAnEscapedSurrogateWithoutAPartner() {
    assertThat(
            JsonReader.read(
                "{\"\\ud800\": {\"\\uDC00\": 1, \"\\\\ud800\": 2}, \"\\ud83c\\udf0d\\ud83c\": 3}"))
        .isEqualTo(Map.of("\ud800", Map.of("\udc00", 1L, "\\ud800", 2L), "\ud83c\udf0d\ud83c", 3L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "INF",
        "-INF",
        "+INF",
        "+Infinity",
        "-NaN",
        "nan",
        "NaNx",
        "Infinityx",
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "0x1",
        "1_000",
        "1 2",
        "[1,]",
        "[1}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{1:2}",
        "//c\n1",
        "/*c*/1",
        "tru",
        "True",
        "null0",
        "\ufeff[]",
        "[]\ufeff",
        "\u00a01",
        "\u2028[]",
        "\f[]",
        "\"\n\"",
        "\"\u0000\"",
        "\"\\x41\"",
        "\"\\'\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u\u013041\u0131\"",
        "\"\\u004\uff11\"",
        "\"",
        "[",
        "[[]",
        "{\"a\"",
        "{\"a\":",
        "\"\\"
      })
  void whatPythonRefusesIsRefused(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "[\"secret\" x]", "{\"secret\":secret}", "\"secret"})
  void anErrorHasNothingOfTheText(String text) {
    assertThatThrownBy(() -> JsonReader.read(text)).hasMessageNotContaining("secret").hasNoCause();
  }

  @Test
  void deepNestingIsRefusedBeforeTheStackRunsOut() {
    assertRefused("[".repeat(10_000) + "]".repeat(10_000));
    assertRefused("{\"a\":".repeat(1_000_000));
    assertThat(JsonReader.read("[".repeat(116) + "]".repeat(116))).isInstanceOf(List.class);
    assertRefused("[".repeat(117) + "]".repeat(117));
  }

  @Test
  void aNumberOfTenMillionDigitsTakesNoTime() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertRefused("1".repeat(10_000_000));
          assertThat(JsonReader.read("0." + "1".repeat(10_000_000))).isEqualTo(1.0 / 9);
        });
  }

  private static void assertRefused(String text) {
    assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readingStopsWhenNobodyWaitsForItAnyMore() {
    AtomicInteger values = new AtomicInteger();

    assertThatThrownBy(
            () ->
                JsonReader.read(
                    "[1, 2, 3, 4, 5, oops".getBytes(UTF_8), () -> values.incrementAndGet() == 3))
        .isInstanceOf(CancellationException.class);
    assertThat(values).hasValue(3);
  }
}
