package dev.bytestore.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InitStringTest {

  private static final String OPTIONS =
      "\"options\": {\"version\": \"1\", \"keyspace\": \"ks\", \"token\": \"AstraCS:secret\"}";

  @Test
  void lineBreaksDoNotMatter() {
    String text = encoded("{\"bundle_data\": {\"key\": \"KEY\"}, " + OPTIONS + "}");

    InitString initString = InitString.decode(text.replaceAll("(.{20})", "$1\r\n") + "\n");

    assertThat(initString.keyspace()).isEqualTo("ks");
    assertThat(initString.token()).isEqualTo("AstraCS:secret");
  }

  @Test
  void nothingOfItIsPrinted() {
    String text = encoded("{\"bundle_data\": {\"key\": \"KEY\"}, " + OPTIONS + "}");

    assertThat(InitString.decode(text)).hasToString("InitString[<hidden>]");
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        Arguments.of("no JSON", "secret", "is not Base64 of JSON"),
        Arguments.of("a list", "[\"secret\"]", "its content is not a JSON object"),
        Arguments.of("no options", "{\"bundle_data\": {}}", "options is not a JSON object"),
        Arguments.of("no version", "{\"options\": {}}", "an unknown version"),
        Arguments.of("a version as a number", "{\"options\": {\"version\": 1}}", "has version 1"),
        Arguments.of(
            "a long version", "{\"options\": {\"version\": \"secret, and more\"}}", "an unknown"),
        Arguments.of("no bundle", "{" + OPTIONS + "}", "bundle_data is not a JSON object"),
        Arguments.of(
            "a file that is a number",
            "{\"bundle_data\": {\"x\": 1}, " + OPTIONS + "}",
            "not a string"),
        Arguments.of(
            "a keyspace that is a number",
            "{\"bundle_data\": {}, \"options\": {\"version\": \"1\", \"keyspace\": 1}}",
            "keyspace is not a string"),
        Arguments.of(
            "a file outside",
            "{\"bundle_data\": {\"../secret\": \"x\"}, " + OPTIONS + "}",
            "the name of file 1 is not valid"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void anInvalidInitStringIsRefusedWithoutBeingShown(String name, String json, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InitString.decode(encoded(json)))
        .withMessageContaining(problem)
        .withMessageNotContaining("secret")
        .withNoCause();
  }

  @Test
  void aTextThatIsNotBase64OrIsTooLongIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InitString.decode("secret!"))
        .withMessageContaining("is not Base64 of JSON");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InitString.decode("A".repeat(2_000_000)))
        .withMessageContaining("longer than");
  }

  private static String encoded(String json) {
    return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
  }
}
