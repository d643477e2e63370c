package dev.bytestore.astra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.testing.Golden;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as Python's {@code encode_value} and {@code decode_value} spell and read them. */
class Base64TextTest {

  static Stream<JsonNode> written() {
    return Golden.vectors("base64.json", "encode");
  }

  @ParameterizedTest
  @MethodSource("written")
  void bytesAreSpelledAsPythonSpellsThem(JsonNode vector) {
    byte[] bytes = HexFormat.of().parseHex(vector.get("hex").asText());

    String body = new String(Command.of("{\"x\":?}", Map.of("value", bytes)).body(), UTF_8);

    assertThat(body).isEqualTo("{\"x\":{\"value\":\"%s\"}}".formatted(vector.get("text").asText()));
    assertThat(Base64Text.decode(vector.get("text").asText())).isEqualTo(bytes);
  }

  static Stream<JsonNode> read() {
    return Golden.vectors("base64.json", "decode");
  }

  @ParameterizedTest
  @MethodSource("read")
  void textsAreReadAsPythonReadsThemButForTheOtherAlphabet(JsonNode vector) {
    String text = vector.get("text").asText();
    if (vector.has("raises") || text.contains("-")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Base64Text.decode(text));
    } else {
      assertThat(Base64Text.decode(text))
          .asHexString()
          .isEqualToIgnoringCase(vector.get("hex").asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "= ", "A=", "AA=\n", "AAA\n"})
  void theLongestDocumentOfPaddingIsReadInOneGo(String repeated) {
    String text = repeated.repeat(4_000_000 / repeated.length()) + "\n";

    assertThat(CompletableFuture.runAsync(() -> tryToDecode(text)))
        .succeedsWithin(Duration.ofSeconds(20));
  }

  private static void tryToDecode(String text) {
    try {
      Base64Text.decode(text);
    } catch (IllegalArgumentException e) {
      // What it is does not matter here.
    }
  }
}
