package dev.bytestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageTest {

  private static final Map<String, Object> CALL = Map.of("name", "f", "args", Map.of(), "id", "1");

  @Test
  void aMessageSaysWhatItIsMadeOf() {
    Message message =
        Message.of(
            "AIMessage",
            Map.of(
                "content",
                List.of("a", Map.of("type", "text", "text", "b"), Map.of("type", "image")),
                "tool_calls",
                List.of(CALL),
                "usage_metadata",
                Map.of("input_tokens", 1, "output_tokens", 2, "total_tokens", 3, "cost", 0.5)));

    assertThat(message.type()).isEqualTo("ai");
    assertThat(message.text()).isEqualTo("ab");
    assertThat(message.content()).isInstanceOf(List.class);
    assertThat(message.toolCalls()).containsExactly(new ToolCall("f", Map.of(), "1"));
    assertThat(message.invalidToolCalls()).isEmpty();
    assertThat(message.usageMetadata()).isEqualTo(new UsageMetadata(1, 2, 3, Map.of("cost", 0.5)));
    assertThat(message.id()).isNull();
    assertThat(message.name()).isNull();
    assertThat(message.additionalKwargs()).isEmpty();
    assertThat(message.isChunk()).isFalse();
  }

  @Test
  void theFactoriesMakeTheMessagesOfAChat() {
    assertThat(Message.human("h")).isEqualTo(Message.of("HumanMessage", Map.of("content", "h")));
    assertThat(Message.system("s")).isEqualTo(Message.of("SystemMessage", Map.of("content", "s")));
    assertThat(Message.tool("t", "1").fields())
        .isEqualTo(
            Map.of("content", "t", "type", "tool", "tool_call_id", "1", "status", "success"));
    assertThat(Message.ai("x")).isNotEqualTo(Message.human("x")).hasSameHashCodeAs(Message.ai("x"));
  }

  @Test
  void nullTakesAFieldAway() {
    Message message =
        Message.ai("x").withId("i").withName("n").withUsageMetadata(UsageMetadata.of(1, 2));

    assertThat(message.withId(null).withName(null).withUsageMetadata(null))
        .isEqualTo(Message.ai("x"));
  }

  @Test
  void rawToolCallsAreUnderstoodAsPythonUnderstandsThem() {
    Message message =
        Message.ai("")
            .withAdditionalKwargs(
                Map.of(
                    "tool_calls",
                    List.of(
                        Map.of(
                            "id", "1", "function", Map.of("name", "f", "arguments", "{\"a\": 1}")),
                        Map.of("id", "2", "function", Map.of("name", "g", "arguments", "bad")))));

    assertThat(message.toolCalls()).containsExactly(new ToolCall("f", Map.of("a", 1L), "1"));
    assertThat(message.invalidToolCalls())
        .containsExactly(new InvalidToolCall("g", "bad", "2", null));
  }

  @Test
  void valuesAreCopiedAndCannotBeChanged() {
    List<Object> inner = new ArrayList<>(List.of(1));
    Map<String, Object> metadata = new LinkedHashMap<>(Map.of("a", inner));
    Message message = Message.ai("x").withResponseMetadata(metadata);
    inner.add(2);
    metadata.clear();

    assertThat(message.responseMetadata()).isEqualTo(Map.of("a", List.of(1L)));
    assertThatThrownBy(() -> message.responseMetadata().put("b", 1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> message.fields().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void numbersBecomeThoseThatComeBack() {
    Map<String, Object> numbers = new HashMap<>();
    numbers.put("int", 1);
    numbers.put("byte", (byte) 1);
    numbers.put("big", BigInteger.ONE);
    numbers.put("bigger", BigInteger.TWO.pow(64));
    numbers.put("float", 0.7f);
    numbers.put("decimal", new BigDecimal("0.10"));

    assertThat(Message.ai("x").withResponseMetadata(numbers).responseMetadata())
        .isEqualTo(
            Map.of(
                "int",
                1L,
                "byte",
                1L,
                "big",
                1L,
                "bigger",
                BigInteger.TWO.pow(64),
                "float",
                0.7,
                "decimal",
                0.1));
  }

  @Test
  void whatPythonCouldNotReadBackIsRefusedByTheNameOfTheField() {
    assertRefused("content", fields("content", null));
    assertRefused("content", fields("content", List.of(1)));
    assertRefused("content", Map.of());
    assertRefused("name", fields("name", 5));
    assertRefused("id", fields("id", true));
    assertRefused("type", fields("type", "human"));
    assertRefused("additional_kwargs", fields("additional_kwargs", null));
    assertRefused("response_metadata", fields("response_metadata", List.of()));
    assertRefused("tool_calls", fields("tool_calls", null));
    assertRefused("tool_calls[0]", fields("tool_calls", List.of("x")));
    assertRefused("tool_calls[1].args", calls(Map.of("name", "f", "args", "{}", "id", "1")));
    assertRefused("tool_calls[1].name", calls(Map.of("args", Map.of(), "id", "1")));
    assertRefused("tool_calls[1].id", calls(Map.of("name", "f", "args", Map.of())));
    assertRefused("tool_calls[1]", calls(Map.of("name", "f", "args", Map.of(), "x", "1")));
    assertRefused(
        "invalid_tool_calls[0].args", fields("invalid_tool_calls", List.of(Map.of("args", 1))));
    assertRefused(
        "usage_metadata.output_tokens", fields("usage_metadata", Map.of("input_tokens", 1)));
    assertRefused("usage_metadata", fields("usage_metadata", 1));
    assertRefused("self", fields("self", 1));
    assertRefused("template_format", fields("template_format", "jinja2"));
    assertRefused("content_blocks", fields("content_blocks", List.of()));
    assertRefused("fields", fields("\ud800", 1));
    assertRefused("new_field", fields("new_field", new int[0]));
    assertRefused("new_field", fields("new_field", BigInteger.TEN.pow(4_300)));
    assertRefused("new_field", fields("new_field", new BigDecimal("1e400")));
    assertRefused("new_field", fields("new_field", Map.of(1, 2)));
  }

  @Test
  void whatTheOtherClassesNeedIsAskedFor() {
    assertThatThrownBy(() -> Message.of("ChatMessage", Map.of("content", "x")))
        .hasMessage("role: missing");
    assertThatThrownBy(() -> Message.of("ToolMessage", Map.of("content", "x")))
        .hasMessage("tool_call_id: missing");
    assertThatThrownBy(
            () ->
                Message.of(
                    "ToolMessage", Map.of("content", "x", "tool_call_id", "1", "status", "bad")))
        .hasMessage("status: neither \"success\" nor \"error\"");
    assertThatThrownBy(
            () -> Message.of("BaseMessage", Map.of("content", "x", "type", "secret", "lc", 1)))
        .hasMessageStartingWith("type: ");
    assertThatThrownBy(() -> Message.of("OpenAI", Map.of("content", "x")))
        .hasMessage("pythonClass: not a message class of langchain_core.messages");
    assertThatThrownBy(() -> Message.human("x").withToolCalls(List.of()))
        .hasMessage("tool_calls: only AI messages have this field");
  }

  @Test
  void nothingThatWasSaidIsPrinted() {
    Message message =
        Message.ai("secret")
            .withToolCalls(List.of(new ToolCall("secret", Map.of("secret", "secret"), "secret")))
            .withInvalidToolCalls(
                List.of(new InvalidToolCall("secret", "secret", "secret", "secret")))
            .withUsageMetadata(new UsageMetadata(1, 2, 3, Map.of("secret", "secret")))
            .withId("secret")
            .withName("secret");
    Generation generation = Generation.chat(message).withGenerationInfo(Map.of("secret", "secret"));

    assertThat(
            Arrays.asList(
                    message,
                    message.toolCalls(),
                    message.invalidToolCalls(),
                    message.usageMetadata(),
                    generation,
                    Generation.of("secret").asChunk())
                .toString())
        .doesNotContain("secret")
        .contains(
            "AIMessage[text of 6 characters, 7 fields]",
            "ChatGeneration[AIMessage[text of 6 characters, 7 fields]]",
            "GenerationChunk[text of 6 characters]",
            "UsageMetadata[input 1, output 2, total 3]");
  }

  private static Map<String, @Nullable Object> fields(String name, @Nullable Object value) {
    Map<String, @Nullable Object> fields = new HashMap<>(Map.of("content", "x"));
    fields.put(name, value);
    return fields;
  }

  private static Map<String, @Nullable Object> calls(Map<String, Object> second) {
    return fields("tool_calls", List.of(CALL, second));
  }

  private static void assertRefused(String field, Map<String, @Nullable Object> fields) {
    assertThatThrownBy(() -> Message.of("AIMessage", fields))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(field + ": ");
  }

  /** The overflow of the sum was an ArithmeticException. */
  @Test
  void countsWhoseSumOverflowsALongAreRefused() {
    assertThatThrownBy(() -> UsageMetadata.of(Long.MAX_VALUE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("outputTokens:");
    assertThatThrownBy(() -> UsageMetadata.of(Long.MIN_VALUE, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(UsageMetadata.of(Long.MAX_VALUE, 0).totalTokens()).isEqualTo(Long.MAX_VALUE);
    assertThat(UsageMetadata.of(Long.MAX_VALUE, Long.MIN_VALUE).totalTokens()).isEqualTo(-1);
  }
}
