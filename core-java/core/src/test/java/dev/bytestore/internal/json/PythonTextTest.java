package dev.bytestore.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.testing.Golden;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PythonTextTest {

  static Stream<JsonNode> strings() {
    return Golden.vectors("python_text.json", "strings");
  }

  static Stream<JsonNode> numbers() {
    return Golden.vectors("python_text.json", "numbers");
  }

  @ParameterizedTest
  @MethodSource("strings")
  void aStringIsSpelledAsPythonSpellsIt(JsonNode vector) {
    StringBuilder text = new StringBuilder();
    vector.get("codepoints").forEach(point -> text.appendCodePoint(point.intValue()));

    assertThat(PythonText.repr(text.toString())).isEqualTo(vector.get("repr").textValue());
    assertThat(JsonWriter.write(text.toString())).isEqualTo(vector.get("json_dumps").textValue());
    assertThat(JsonReader.read(vector.get("json_dumps").textValue())).isEqualTo(text.toString());
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void aNumberIsSpelledAsPythonSpellsIt(JsonNode vector) {
    String text = vector.get("value_repr").textValue();
    Number number = text.matches("-?\\d+") ? (Number) Long.valueOf(text) : Double.valueOf(text);

    assertThat(PythonText.repr(number)).isEqualTo(text);
    assertThat(JsonWriter.write(number)).isEqualTo(vector.get("json_dumps").textValue());
    assertThat(JsonReader.read(text)).isEqualTo(number);
  }

  @Test
  void wordsAreSpelledAsPythonSpellsThem() {
    List<Object> words = new ArrayList<>();
    words.add(Double.NaN);
    words.add(Double.POSITIVE_INFINITY);
    words.add(Double.NEGATIVE_INFINITY);
    words.add(true);
    words.add(false);
    words.add(null);

    assertThat(PythonText.repr(words)).isEqualTo("[nan, inf, -inf, True, False, None]");
    assertThat(JsonWriter.write(words)).isEqualTo("[NaN, Infinity, -Infinity, true, false, null]");
  }

  @Test
  void listsAndMapsAreSpelledAsPythonSpellsThem() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", List.of());
    map.put("a", Map.of());
    map.put("'", List.of(1L, 2L));

    assertThat(PythonText.repr(map)).isEqualTo("{'b': [], 'a': {}, \"'\": [1, 2]}");
    assertThat(JsonWriter.write(map)).isEqualTo("{\"b\": [], \"a\": {}, \"'\": [1, 2]}");
    assertThat(JsonWriter.writeSorted(map)).isEqualTo("{\"'\": [1, 2], \"a\": {}, \"b\": []}");
  }

  @Test
  void charactersBeyondTheBasicPlaneThatDoNotPrintAreEscapedInFull() {
    assertThat(PythonText.repr(Character.toString(0xe0001))).isEqualTo("'\\U000e0001'");
  }

  // The older vectors had no character that is newer than the tables of the JVM or of
  // Python.
  @Test
  void theEscapedCharactersAreThoseOfPython311OnEveryJvm() {
    BitSet printable = new BitSet();
    Golden.vectors("printable.json", "ranges")
        .forEach(range -> printable.set(range.get(0).intValue(), range.get(1).intValue() + 1));
    BitSet ours = new BitSet();
    IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(PrintableCharacters::contains)
        .forEach(ours::set);
    BitSet different = (BitSet) ours.clone();
    different.xor(printable);

    assertThat(printable.cardinality()).isEqualTo(144_516);
    assertThat(different.stream().boxed()).isEmpty();
    // A character that Unicode 15 added, one that Unicode 14 added, and an unassigned one.
    assertThat(PythonText.repr(Character.toString(0x1fae8))).isEqualTo("'\\U0001fae8'");
    assertThat(PythonText.repr(Character.toString(0x1fae7)))
        .isEqualTo("'" + Character.toString(0x1fae7) + "'");
    assertThat(PythonText.repr("\u0378")).isEqualTo("'\\u0378'");
  }

  @Test
  void stringsAreOrderedByCodePointNotByUnit() {
    List<String> keys =
        new ArrayList<>(List.of("\ud83c\udf0d", "\uff21", "b", "B", "_a", "ab", "a"));

    keys.sort(PythonText.BY_CODE_POINT);

    assertThat(keys).containsExactly("B", "_a", "a", "ab", "b", "\uff21", "\ud83c\udf0d");
  }

  @Test
  void doublesKnownToBeHardAreSpelledAsPythonSpellsThem() {
    JsonNode vectors = Golden.file("python_floats.json").get("bits_hex_to_repr");
    assertThat(vectors).hasSizeGreaterThan(1_000);

    vectors
        .properties()
        .forEach(
            vector -> {
              long bits = Long.parseUnsignedLong(vector.getKey(), 16);
              assertThat(PythonText.repr(Double.longBitsToDouble(bits)))
                  .isEqualTo(vector.getValue().textValue());
            });
  }

  @Property
  void aDoubleReadsBackAsItselfAndNoShorterDecimalDoes(@ForAll long bits) {
    double value = Math.abs(Double.longBitsToDouble(bits));
    String text = PythonText.repr(value);
    if (!Double.isFinite(value) || value == 0) {
      assertThat(text).isIn("nan", "inf", "0.0");
      return;
    }
    assertThat(Double.parseDouble(text)).isEqualTo(value);

    BigDecimal spelled = new BigDecimal(text).stripTrailingZeros();
    BigDecimal exact = new BigDecimal(value);
    BigDecimal distance = spelled.subtract(exact).abs();
    for (RoundingMode mode : List.of(RoundingMode.DOWN, RoundingMode.UP)) {
      BigDecimal equallyLong = exact.round(new MathContext(spelled.precision(), mode));
      if (equallyLong.doubleValue() == value) {
        assertThat(distance).isLessThanOrEqualTo(equallyLong.subtract(exact).abs());
      }
      if (spelled.precision() > 1) {
        BigDecimal shorter = exact.round(new MathContext(spelled.precision() - 1, mode));
        assertThat(shorter.doubleValue()).isNotEqualTo(value);
      }
    }
  }
}
