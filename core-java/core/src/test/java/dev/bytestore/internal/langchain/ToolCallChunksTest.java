package dev.bytestore.internal.langchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bytestore.Generation;
import dev.bytestore.InvalidToolCall;
import dev.bytestore.LlmCacheKeys;
import dev.bytestore.Message;
import dev.bytestore.ToolCall;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.internal.json.JsonObject;
import dev.bytestore.internal.json.PythonText;
import dev.bytestore.testing.Golden;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the tool calls of message chunks with those of LangChain's classes. */
class ToolCallChunksTest {

  static Stream<JsonNode> chunks() {
    return Golden.vectors("tool_call_chunks.json", "chunks");
  }

  static Stream<JsonNode> partial() {
    return Golden.vectors("tool_call_chunks.json", "partial");
  }

  // The older vectors did not show it: they were entries as Python stores them, in which the calls
  // are derived already, and none of the calls was invalid.
  @ParameterizedTest
  @MethodSource("chunks")
  void aChunkIsWrittenAndReadAsInPython(JsonNode vector) {
    Message chunk = Message.of("AIMessageChunk", map(vector.get("fields")));
    String stored = vector.get("stored_text").textValue();
    String rewritten = vector.path("rewritten").asText(stored);

    assertThat(GenerationsCodec.encode(List.of(Generation.chat(chunk).asChunk())))
        .isEqualTo(stored);
    assertThat(LlmCacheKeys.chatPrompt(List.of(chunk.withId("i"))))
        .isEqualTo(vector.get("prompt").textValue());
    List<Generation> read = Objects.requireNonNull(GenerationsCodec.decode(stored));
    assertThat(GenerationsCodec.encode(read)).isEqualTo(rewritten);
  }

  @ParameterizedTest
  @MethodSource("partial")
  void theBeginningOfATextIsReadAsInPython(JsonNode vector) throws PartialJson.InvalidException {
    String text = vector.get("text").textValue();

    if (vector.path("value").isTextual()) {
      assertThat(PythonText.repr(PartialJson.read(text)))
          .isEqualTo(vector.get("value").textValue());
    } else {
      assertThatThrownBy(() -> PartialJson.read(text))
          .isInstanceOf(PartialJson.InvalidException.class);
    }
  }

  @Test
  void theBeginningOfALongTextIsReadInOnePass() {
    String text = "{\"a\": [1" + " ".repeat(2_000_000) + ", {\"b";

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> assertThat(PythonText.repr(PartialJson.read(text))).isEqualTo("{'a': [1, {}]}"));
  }

  @Test
  void aChunkHasTheToolCallsThatItsChunksSpell() {
    Message chunk =
        Message.of(
            "AIMessageChunk",
            Map.of(
                "content",
                "",
                "tool_call_chunks",
                List.of(
                    Map.of("name", "weather", "args", "{\"city\": \"Os", "id", "1", "index", 0),
                    Map.of("name", "time", "args", "now", "id", "2", "index", 1))));

    assertThat(chunk.toolCalls())
        .containsExactly(new ToolCall("weather", Map.of("city", "Os"), "1"));
    assertThat(chunk.invalidToolCalls())
        .containsExactly(new InvalidToolCall("time", "now", "2", null));
  }

  @Test
  void newCallsTakeThePlaceOfTheChunksAndOtherCopiesKeepTheCalls() {
    ToolCall call = new ToolCall("f", Map.of("a", 1L), "1");
    InvalidToolCall invalid = new InvalidToolCall("g", "{\"a\": 1", "2", "cut off");
    Message chunk =
        Message.of("AIMessageChunk", Map.of("content", "x"))
            .withInvalidToolCalls(List.of(invalid))
            .withToolCalls(List.of(call));

    assertThat(chunk.fields().get("tool_call_chunks"))
        .isEqualTo(List.of(chunkOf("f", "{\"a\": 1}", "1"), chunkOf("g", "{\"a\": 1", "2")));
    for (Message copy : List.of(chunk, chunk.withId("i"), chunk.withAdditionalKwargs(Map.of()))) {
      assertThat(copy.toolCalls()).containsExactly(call);
      assertThat(copy.invalidToolCalls()).containsExactly(invalid);
    }
    assertThat(chunk.withToolCalls(List.of()).toolCalls()).isEmpty();
  }

  @Test
  void argumentsBeyondTheLimitsAreRefused() {
    String deep = "{\"a\": ".repeat(300);

    assertThatThrownBy(
            () ->
                Message.of(
                    "AIMessageChunk",
                    Map.of("content", "", "tool_call_chunks", List.of(Map.of("args", deep)))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<String, Object> chunkOf(String name, String args, String id) {
    return JsonObject.of(
        "name", name, "args", args, "id", id, "index", null, "type", "tool_call_chunk");
  }

  private static Map<String, Object> map(JsonNode node) {
    @SuppressWarnings("unchecked")
    Map<String, Object> map = new ObjectMapper().convertValue(node, Map.class);
    return map;
  }
}
