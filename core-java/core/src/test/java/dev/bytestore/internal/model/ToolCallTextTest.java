package dev.bytestore.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.InvalidToolCall;
import dev.bytestore.Message;
import dev.bytestore.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallTextTest {

  @Test
  void aCallWhoseArgumentsAreAnObjectIsValid() {
    Message message =
        ToolCallText.addTo(
            Message.ai("hi"), List.of(new ToolCallText("1", "weather", "{\"city\": \"Paris\"}")));

    assertThat(message.toolCalls())
        .containsExactly(new ToolCall("weather", Map.of("city", "Paris"), "1"));
    assertThat(message.invalidToolCalls()).isEmpty();
    assertThat(message.text()).isEqualTo("hi");
  }

  @Test
  void aCallWithoutANameOrAnObjectIsInvalid() {
    String deep = "{\"a\":".repeat(500) + "1" + "}".repeat(500);
    List<ToolCallText> calls =
        List.of(
            new ToolCallText("1", null, "{}"),
            new ToolCallText(null, "weather", null),
            new ToolCallText("3", "weather", "[]"),
            new ToolCallText("4", "weather", "{\"city\": "),
            new ToolCallText("5", "weather", deep));

    Message message = ToolCallText.addTo(Message.ai(""), calls);

    assertThat(message.toolCalls()).isEmpty();
    assertThat(message.invalidToolCalls())
        .containsExactly(
            new InvalidToolCall(null, "{}", "1", null),
            new InvalidToolCall("weather", null, null, null),
            new InvalidToolCall("weather", "[]", "3", null),
            new InvalidToolCall("weather", "{\"city\": ", "4", null),
            new InvalidToolCall("weather", deep, "5", null));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "{}", "{\"city\": \"Paris\"}"})
  void argumentsThatAreBlankOrAnObjectAreWhole(String arguments) {
    assertThat(ToolCallText.isWhole(arguments)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"city\": \"Pa", "[]", "null", "oops"})
  void argumentsThatWereCutOffAreNotWhole(String arguments) {
    assertThat(ToolCallText.isWhole(arguments)).isFalse();
  }
}
