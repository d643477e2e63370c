package dev.bytestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.internal.CacheKey;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.testing.Golden;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    // The older vectors did not show it: a script of ours had removed more entries
    // from their models than Python does, and their arguments were JSON only.
    return Stream.concat(
        Golden.vectors("chat_keys.json", "chat_llm_strings"),
        Golden.vectors("provider_keys.json", "llm_strings"));
  }

  static Stream<JsonNode> chatPrompts() {
    return Golden.vectors("chat_keys.json", "chat_prompts");
  }

  static Stream<JsonNode> conversations() {
    return Golden.vectors("provider_keys.json", "conversations");
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
            LlmCacheKeys.chatLlmString(map(vector.get("model")), arguments(vector), stop(vector)))
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

  // The older vectors did not show it: Python's constructor sorts the usage, but
  // providers set the usage after the constructor.
  @ParameterizedTest
  @MethodSource("conversations")
  void aConversationWithAStoredAnswerHasThePromptOfPython(JsonNode vector) {
    String stored = vector.get("stored_text").textValue();
    List<Generation> answer = Objects.requireNonNull(GenerationsCodec.decode(stored));
    Message message = Objects.requireNonNull(answer.get(0).message());
    List<Message> history = List.of(Message.human("Hello"), message, Message.human("And?"));

    assertThat(LlmCacheKeys.chatPrompt(history)).isEqualTo(vector.get("prompt").textValue());
    assertThat(GenerationsCodec.encode(answer)).isEqualTo(stored);
    assertThat(
            LlmCacheKeys.chatPrompt(
                List.of(
                    message.withUsageMetadata(message.usageMetadata()).withName("n").withName(null),
                    message)))
        .isEqualTo(LlmCacheKeys.chatPrompt(List.of(message, message)));
  }

  @Test
  void usageIsWrittenInTheOrderInWhichItWasGiven() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("output_token_details", orderedCounts("reasoning", "audio"));
    details.put("input_token_details", orderedCounts("cache_read", "own", "audio"));

    assertThat(
            LlmCacheKeys.chatPrompt(
                List.of(Message.ai("").withUsageMetadata(new UsageMetadata(1, 2, 3, details)))))
        .contains(
            "\"usage_metadata\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3,"
                + " \"output_token_details\": {\"reasoning\": 1, \"audio\": 1},"
                + " \"input_token_details\": {\"cache_read\": 1, \"own\": 1, \"audio\": 1}}");
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
        .hasMessage("seed: java.lang.Object is not a JSON type");
  }

  @Test
  void aModelWithoutAnLlmStringInPythonIsRefused() {
    assertThatThrownBy(
            () -> LlmCacheKeys.chatLlmString(Map.of("kwargs", List.of()), Map.of(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model: has a \"kwargs\" that is not an object");
    assertThatThrownBy(
            () -> LlmCacheKeys.chatLlmString(Map.of("a", new PythonRepr("{1}")), Map.of(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model: dev.bytestore.PythonRepr is not a JSON type");
    assertThatThrownBy(() -> LlmCacheKeys.llmString(Map.of("bias", Map.of(1, 2)), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bias: has a key that is not a string");
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertThatThrownBy(() -> LlmCacheKeys.llmString(Map.of("seed", endless), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("seed: nested more than ");
  }

  @Test
  void aReprIsNotPrinted() {
    assertThat(new PythonRepr("'secret'")).hasToString("PythonRepr[8 characters]");
  }

  /** The arguments of a vector, with a {@link PythonRepr} for values that JSON does not have. */
  private static Map<String, Object> arguments(JsonNode vector) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    map(vector.get("arguments")).forEach((name, value) -> arguments.put(name, argument(value)));
    return arguments;
  }

  private static Object argument(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(LlmCacheKeysTest::argument).toList();
    }
    if (value instanceof Map<?, ?> map) {
      if (map.get("__repr__") instanceof String text) {
        return new PythonRepr(text);
      }
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((name, element) -> copy.put(name, argument(element)));
      return copy;
    }
    return value;
  }

  private static Map<String, Object> orderedCounts(String... names) {
    Map<String, Object> counts = new LinkedHashMap<>();
    for (String name : names) {
      counts.put(name, 1);
    }
    return counts;
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
