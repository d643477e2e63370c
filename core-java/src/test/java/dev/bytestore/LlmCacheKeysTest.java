package dev.bytestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LlmCacheKeysTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Stream<JsonNode> llmStrings() {
    return Golden.vectors("llm_strings.json", "vectors");
  }

  static Stream<JsonNode> chatLlmStrings() {
    return Golden.vectors("chat_keys.json", "chat_llm_strings");
  }

  static Stream<JsonNode> chatPrompts() {
    return Golden.vectors("chat_keys.json", "chat_prompts");
  }

  @ParameterizedTest
  @MethodSource("llmStrings")
  void theLlmStringOfATextModelIsThatOfPython(JsonNode vector) {
    String llmString = LlmCacheKeys.llmString(map(vector.get("llm_dict")), stop(vector));

    assertThat(llmString).isEqualTo(vector.get("llm_string").textValue());
    assertThat(CacheKey.of("", llmString).llmStringHash())
        .isEqualTo(vector.get("md5_hex").textValue());
  }

  @ParameterizedTest
  @MethodSource("chatLlmStrings")
  void theLlmStringOfAChatModelIsThatOfPython(JsonNode vector) {
    assertThat(
            LlmCacheKeys.chatLlmString(
                map(vector.get("model")), map(vector.get("arguments")), stop(vector)))
        .isEqualTo(vector.get("llm_string").textValue());
  }

  @ParameterizedTest
  @MethodSource("chatPrompts")
  void thePromptOfAChatModelIsThatOfPython(JsonNode vector) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : vector.get("fields")) {
      messages.add(Message.of(message.get("pythonClass").textValue(), map(message.get("fields"))));
    }

    assertThat(LlmCacheKeys.chatPrompt(messages)).isEqualTo(vector.get("prompt").textValue());
  }

  @Test
  void stopWordsTakeThePlaceOfAParameterOfThatName() {
    assertThat(LlmCacheKeys.llmString(Map.of("stop", "x"), List.of("y")))
        .isEqualTo("[('stop', ['y'])]");
  }

  @Test
  void aParameterThatIsNoValueOfJsonIsRefusedByName() {
    assertThatThrownBy(() -> LlmCacheKeys.llmString(Map.of("seed", new Object()), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seed: java.lang.Object is not a type of JSON");
  }

  private static Map<String, Object> map(JsonNode node) {
    @SuppressWarnings("unchecked")
    Map<String, Object> map = MAPPER.convertValue(node, Map.class);
    return map;
  }

  private static @Nullable List<String> stop(JsonNode vector) {
    if (vector.get("stop").isNull()) {
      return null;
    }
    List<String> words = new ArrayList<>();
    vector.get("stop").forEach(word -> words.add(word.textValue()));
    return words;
  }
}
