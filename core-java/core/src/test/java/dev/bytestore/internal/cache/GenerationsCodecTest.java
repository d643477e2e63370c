package dev.bytestore.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bytestore.Generation;
import dev.bytestore.InvalidToolCall;
import dev.bytestore.Message;
import dev.bytestore.ToolCall;
import dev.bytestore.UsageMetadata;
import dev.bytestore.internal.json.JsonWriter;
import dev.bytestore.testing.Golden;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GenerationsCodecTest {

  /** For these entries, Python has a hit whose result is not a list of generations. */
  private static final Set<String> OUR_MISSES = Set.of("object", "array of '{}' string");

  /** In these entries, Python sorts the usage that it reads. We keep its order. */
  private static final String OTHER_ORDER = "usage in another order";

  static Stream<JsonNode> written() {
    return Stream.concat(
        Golden.vectors("generations.json", "vectors")
            .filter(vector -> !vector.get("name").textValue().equals("info_not_serialisable")),
        Golden.vectors("generations_more.json", "written"));
  }

  static Stream<JsonNode> printed() {
    return written().filter(vector -> vector.has("python_lookup_of_it"));
  }

  static Stream<JsonNode> read() {
    return Golden.vectors("cache_read.json", "vectors");
  }

  static Stream<JsonNode> readMore() {
    return Golden.vectors("generations_more.json", "read")
        .filter(vector -> !vector.get("name").textValue().equals(OTHER_ORDER));
  }

  static Stream<JsonNode> readByPythonAlone() {
    return Golden.vectors("python_only.json", "entries");
  }

  @ParameterizedTest
  @MethodSource("written")
  void whatPythonWroteIsWrittenAgainToTheByte(JsonNode vector) {
    String text = vector.get("stored_text").textValue();

    assertThat(GenerationsCodec.encode(decoded(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @MethodSource("printed")
  void whatPythonWroteIsReadAsPythonReadsIt(JsonNode vector) {
    assertThat(PythonRepr.of(decoded(vector.get("stored_text").textValue())))
        .isEqualTo(vector.get("python_lookup_of_it").get("repr").textValue());
  }

  @Test
  void anEntryThatPythonCannotReadItselfIsAMiss() {
    JsonNode vector =
        Golden.vectors("generations.json", "vectors")
            .filter(candidate -> candidate.get("python_lookup_of_it").has("raises"))
            .findFirst()
            .orElseThrow();

    assertThat(GenerationsCodec.decode(vector.get("stored_text").textValue())).isNull();
  }

  @ParameterizedTest
  @MethodSource("read")
  void anEntryIsAHitOrAMissAsInPython(JsonNode vector) {
    JsonNode python = vector.get("python");
    List<Generation> generations = GenerationsCodec.decode(vector.get("stored_text").textValue());
    boolean miss =
        python.has("raises")
            || python.get("is_none").booleanValue()
            || OUR_MISSES.contains(vector.get("name").textValue());

    if (miss) {
      assertThat(generations).isNull();
    } else {
      assertThat(PythonRepr.of(Objects.requireNonNull(generations)))
          .isEqualTo(python.get("returns").textValue());
    }
  }

  @ParameterizedTest
  @MethodSource("readMore")
  void anOddEntryIsAHitOrAMissAsInPython(JsonNode vector) {
    List<Generation> generations = GenerationsCodec.decode(vector.get("stored_text").textValue());

    if (!vector.has("rewritten")) {
      assertThat(generations).isNull();
    } else {
      Objects.requireNonNull(generations);
      if (!vector.get("name").textValue().contains("unknown fields")) {
        assertThat(GenerationsCodec.encode(generations))
            .isEqualTo(vector.get("rewritten").textValue());
      }
      if (!vector.get("repr").isNull()) {
        assertThat(PythonRepr.of(generations)).isEqualTo(vector.get("repr").textValue());
      }
    }
  }

  @Test
  void usageIsReadAsInPythonAndKeepsTheOrderInWhichItWasStored() {
    JsonNode vector =
        Golden.vectors("generations_more.json", "read")
            .filter(candidate -> candidate.get("name").textValue().equals(OTHER_ORDER))
            .findFirst()
            .orElseThrow();
    List<Generation> generations = decoded(vector.get("stored_text").textValue());

    assertThat(generations).isEqualTo(decoded(vector.get("rewritten").textValue()));
    assertThat(GenerationsCodec.encode(generations))
        .contains(
            "{\\\"zz\\\": 1, \\\"total_tokens\\\": 3, \\\"output_token_details\\\": {\\\"zz\\\": 1,"
                + " \\\"audio\\\": 2}, \\\"output_tokens\\\": 2, \\\"input_tokens\\\": 1}");
  }

  @Test
  @SuppressWarnings("NullAway") // on JDK 17 it does not see the @Nullable inside a parameter's type
  void whatIsBuiltByHandIsWrittenAsPythonWritesIt() {
    Map<String, @Nullable Object> args = new LinkedHashMap<>();
    args.put("city", "東京");
    args.put("days", 3);
    args.put("metric", true);
    args.put("note", null);
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    metadata.put("model_name", "gpt-4o");
    metadata.put("finish_reason", "tool_calls");
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    info.put("finish_reason", "tool_calls");
    info.put("logprobs", null);
    Message message =
        Message.ai("")
            .withUsageMetadata(UsageMetadata.of(11, 7))
            .withToolCalls(List.of(new ToolCall("get_weather", args, "call_1")))
            .withId("run-1")
            .withResponseMetadata(metadata);

    assertThat(GenerationsCodec.encode(List.of(Generation.chat(message).withGenerationInfo(info))))
        .isEqualTo(stored("chat_tool_calls"));
    assertThat(GenerationsCodec.encode(List.of(Generation.of("fizz")))).isEqualTo(stored("plain"));
    assertThat(GenerationsCodec.encode(List.of(Generation.chat("Hi"))))
        .isEqualTo(stored("chat_simple"));
    assertThat(GenerationsCodec.encode(List.of(Generation.chat(Message.human("x")))))
        .isEqualTo(stored("chat_human"));
    assertThat(GenerationsCodec.encode(List.of(Generation.of("x").asChunk())))
        .isEqualTo(stored("generation_chunk"));
    assertThat(GenerationsCodec.encode(List.of())).isEqualTo(stored("empty_list"));
  }

  @Test
  void unknownFieldsOfAMessageAreKeptAndWrittenBack() {
    Generation generation =
        Generation.chat(
            Message.of("AIMessage", Map.of("content", "x", "new_field", Map.of("lc", 1, "a", 2))));

    assertThat(decoded(GenerationsCodec.encode(List.of(generation)))).containsExactly(generation);
  }

  @Test
  void everyPartOfAMessageComesBack() {
    Message message =
        Message.ai("x")
            .withContent(List.of("a", Map.of("type", "text", "text", "b")))
            .withToolCalls(List.of(new ToolCall("f", Map.of("x", 1.5), null)))
            .withInvalidToolCalls(List.of(new InvalidToolCall("g", "{", null, "bad")))
            .withUsageMetadata(
                new UsageMetadata(1, 2, 4, Map.of("input_token_details", Map.of("audio", 1L))))
            .withAdditionalKwargs(Map.of("__lc_escaped__", Map.of("lc", 1)))
            .withResponseMetadata(Map.of("lc", 2))
            .withId("i")
            .withName("n");

    Generation read = decoded(GenerationsCodec.encode(List.of(Generation.chat(message)))).get(0);

    assertThat(read.message()).isEqualTo(message);
    assertThat(read.text()).isEqualTo("ab");
  }

  /** These kinds of entries are listed in docs/python.md. */
  @ParameterizedTest
  @MethodSource("readByPythonAlone")
  void anEntryThatPythonAloneReadsIsAMiss(JsonNode vector) {
    assertThat(vector.get("repr").textValue()).startsWith("[");
    assertThat(GenerationsCodec.decode(vector.get("stored_text").textValue())).isNull();
  }

  @Test
  void noEntryIsAMiss() {
    assertThat(GenerationsCodec.decode(null)).isNull();
  }

  @Test
  void deepNestingIsAMissAndWhatCanBeWrittenCanBeRead() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    String inner =
        "{\"lc\": 1, \"type\": \"constructor\", \"id\": [\"langchain\", \"schema\", \"output\","
            + " \"Generation\"], \"kwargs\": {\"text\": \"a\", \"generation_info\": {\"a\": "
            + deep
            + "}}}";
    assertThat(GenerationsCodec.decode(deep)).isNull();
    assertThat(GenerationsCodec.decode(JsonWriter.write(List.of(inner)))).isNull();

    Object deepest = "x";
    for (int i = 0; i < 99; i++) {
      deepest = Map.of("lc", deepest);
    }
    Map<String, Object> value = Map.of("lc", deepest);
    Generation generation =
        Generation.chat(
            Message.ai("").withToolCalls(List.of(new ToolCall("f", Map.of("x", List.of()), "1"))));
    Generation widest =
        Generation.chat(Message.ai("").withAdditionalKwargs(value)).withGenerationInfo(value);
    assertThat(decoded(GenerationsCodec.encode(List.of(generation, widest))))
        .containsExactly(generation, widest);
    assertThatThrownBy(() -> Generation.of("x").withGenerationInfo(Map.of("a", value)))
        .hasMessage("generationInfo: nested more than 100 levels deep");
  }

  @Test
  void anEntryLargerThanTheLimitIsNotWritten() {
    List<Generation> generations = List.of(Generation.of("x".repeat(1_000)));
    String text = GenerationsCodec.encode(generations);

    assertThat(GenerationsCodec.encode(generations, text.length())).isEqualTo(text);
    assertThatThrownBy(() -> GenerationsCodec.encode(generations, text.length() - 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("generations: the entry has 1,\\d+ bytes, more than maxEntryBytes .*");
  }

  @Test
  void aTextOfSixtyFourMebibytesIsReadInTime() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          Generation longest = Generation.of("a".repeat(64 << 20));

          String text = GenerationsCodec.encode(List.of(longest));

          assertThat(Objects.equals(GenerationsCodec.decode(text), List.of(longest))).isTrue();
        });
  }

  private static List<Generation> decoded(String text) {
    return Objects.requireNonNull(GenerationsCodec.decode(text));
  }

  private static String stored(String name) {
    return Golden.vectors("generations.json", "vectors")
        .filter(vector -> vector.get("name").textValue().equals(name))
        .findFirst()
        .orElseThrow()
        .get("stored_text")
        .textValue();
  }
}
