package dev.bytestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenerationTest {

  @Test
  void aTextHasNoMessage() {
    Generation generation = Generation.of("fizz").withGenerationInfo(Map.of("a", 1));

    assertThat(generation.text()).isEqualTo("fizz");
    assertThat(generation.message()).isNull();
    assertThat(generation.generationInfo()).isEqualTo(Map.of("a", 1L));
    assertThat(generation.isChunk()).isFalse();
    assertThat(generation.withGenerationInfo(null)).isEqualTo(Generation.of("fizz"));
  }

  @Test
  void theTextOfAMessageIsThatOfItsBlocks() {
    Message blocks =
        Message.ai("")
            .withContent(
                List.of(
                    "a",
                    Map.of("type", "text", "text", "b"),
                    Map.of("type", "image", "text", "c")));
    Message untyped =
        Message.ai("")
            .withContent(List.of(Map.of("text", "x"), Map.of("type", "text", "text", "y")));

    assertThat(Generation.chat("hi").text()).isEqualTo("hi");
    assertThat(Generation.chat(blocks).text()).isEqualTo("ab");
    assertThat(Generation.chat(untyped).text()).isEqualTo("xy");
    assertThat(untyped.text()).isEqualTo("y");
  }

  @Test
  void aBlockWhoseTextIsNoneIsRefused() {
    Message message = Message.ai("").withContent(List.of(Map.of("text", 5)));

    assertThatThrownBy(() -> Generation.chat(message))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("message.content: the text of a block is not a string");
  }

  @Test
  void onlyAChunkOfAMessageMakesAChunk() {
    Message chunk = Message.of("AIMessageChunk", Map.of("content", "x"));

    assertThat(Generation.of("x").asChunk().isChunk()).isTrue();
    assertThat(Generation.chat(chunk).asChunk().isChunk()).isTrue();
    assertThatThrownBy(() -> Generation.chat("x").asChunk())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("message: AIMessage is not a chunk; use a class such as AIMessageChunk");
  }

  @Test
  void equalGenerationsAreAlikeInEveryPart() {
    List<Generation> different =
        Arrays.asList(
            Generation.of("x"),
            Generation.of("y"),
            Generation.of("x").asChunk(),
            Generation.of("x").withGenerationInfo(Map.of()),
            Generation.chat("x"),
            Generation.chat(Message.human("x")));

    assertThat(different).doesNotHaveDuplicates();
    assertThat(Generation.chat("x")).isEqualTo(Generation.chat(Message.ai("x")));
    assertThat(Generation.chat("x")).hasSameHashCodeAs(Generation.chat(Message.ai("x")));
  }
}
