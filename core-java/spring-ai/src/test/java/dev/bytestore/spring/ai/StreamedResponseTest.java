package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.internal.model.NotCacheableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

class StreamedResponseTest {

  private static final ChatResponse FINISHED =
      new ChatResponse(List.of(FakeChatModel.generation("", "stop")));

  private static ChatResponse joined(ChatResponse... chunks) {
    StreamedResponse response = new StreamedResponse();
    for (ChatResponse chunk : chunks) {
      response.add(chunk);
    }
    if (chunks.length > 0) {
      response.add(FINISHED);
    }
    return response.whole();
  }

  private static ChatResponse chunk(String text, Map<String, Object> properties) {
    return new ChatResponse(
        List.of(
            new Generation(
                AssistantMessage.builder().content(text).properties(properties).build())));
  }

  private static Object property(String name, ChatResponse response) {
    return response.getResult().getOutput().getMetadata().get(name);
  }

  @Test
  void textsToolCallsAndMetadataAreJoined() {
    AssistantMessage.ToolCall call = new AssistantMessage.ToolCall("1", "function", "t", "{}");
    ChatResponse whole =
        joined(
            new ChatResponse(
                List.of(FakeChatModel.generation("a", "")),
                ChatResponseMetadata.builder().id("id").usage(new DefaultUsage(5, 0)).build()),
            new ChatResponse(
                List.of(
                    new Generation(
                        AssistantMessage.builder().content("b").toolCalls(List.of(call)).build(),
                        ChatGenerationMetadata.builder().finishReason("").build()))),
            new ChatResponse(
                List.of(),
                ChatResponseMetadata.builder()
                    .model("m")
                    .keyValue("k", 1)
                    .usage(new DefaultUsage(5, 2))
                    .build()));

    assertThat(whole.getResults()).hasSize(1);
    assertThat(whole.getResult().getOutput().getText()).isEqualTo("ab");
    assertThat(whole.getResult().getOutput().getToolCalls()).containsExactly(call);
    assertThat(whole.getResult().getMetadata().getFinishReason()).isEqualTo("stop");
    assertThat(whole.getMetadata().getId()).isEqualTo("id");
    assertThat(whole.getMetadata().getModel()).isEqualTo("m");
    assertThat(whole.getMetadata().<Integer>get("k")).isEqualTo(1);
    assertThat(whole.getMetadata().getUsage().getTotalTokens()).isEqualTo(7);
  }

  @Test
  void theLastFinishReasonInTheMetadataWins() {
    assertThat(
            property(
                "finishReason",
                joined(
                    chunk("a", Map.of("id", "1", "finishReason", "")),
                    chunk("b", Map.of("id", "1", "finishReason", "STOP")),
                    chunk("", Map.of("id", "1", "finishReason", "")))))
        .isEqualTo("STOP");
  }

  @Test
  void aReasoningInPiecesIsJoinedAndOneThatGrowsIsNot() {
    String name = "reasoningContent";
    assertThat(
            property(
                name,
                joined(
                    chunk("", Map.of(name, "I")),
                    chunk("", Map.of(name, " think")),
                    chunk("a", Map.of(name, "")))))
        .isEqualTo("I think");
    assertThat(
            property(
                name,
                joined(
                    chunk("", Map.of(name, "I")),
                    chunk("", Map.of(name, "I think")),
                    chunk("", Map.of(name, "I think so")),
                    chunk("", Map.of(name, "I think so.")),
                    chunk("a", Map.of(name, "I think so.")),
                    chunk("b", Map.of(name, "I think so.")))))
        .isEqualTo("I think so.");
    assertThat(
            property(
                name,
                joined(
                    chunk("", Map.of(name, "na")),
                    chunk("", Map.of(name, "nana")),
                    chunk("a", Map.of(name, "!")))))
        .isEqualTo("nanana!");
  }

  @ParameterizedTest
  @CsvSource({"ha,ha", "1,10", "I,I think"})
  void aReasoningThatMayBeInPiecesOrGrowIsRefused(String first, String second) {
    String name = "reasoningContent";

    assertThatThrownBy(
            () -> joined(chunk("", Map.of(name, first)), chunk("a", Map.of(name, second))))
        .isInstanceOf(NotCacheableException.class)
        .hasMessage("a stream whose chunks of a reasoning cannot be joined");
  }

  @Test
  void aReasoningInOneChunkIsKept() {
    String name = "reasoningContent";

    assertThat(
            property(name, joined(chunk("", Map.of(name, "hm")), chunk("yes", Map.of(name, "")))))
        .isEqualTo("hm");
  }

  @Test
  void severalAnswersInOneChunkAreNotJoined() {
    Generation text = FakeChatModel.generation("a", "stop");
    Generation call =
        new Generation(
            AssistantMessage.builder()
                .toolCalls(List.of(new AssistantMessage.ToolCall("1", "function", "t", "{}")))
                .build(),
            ChatGenerationMetadata.builder().finishReason("stop").build());

    for (Generation answer : List.of(text, call)) {
      assertThatThrownBy(() -> joined(new ChatResponse(List.of(answer, answer))))
          .isInstanceOf(NotCacheableException.class)
          .hasMessage("a chunk with several generations");
    }
    assertThat(joined(new ChatResponse(List.of(text, call))).getResults()).hasSize(1);
  }

  @Test
  void aThoughtIsNotJoinedWithTheAnswer() {
    Map<String, Object> signature = new HashMap<>();
    signature.put("signature", null);

    assertThatThrownBy(() -> joined(chunk("hm", signature), chunk("yes", Map.of())))
        .isInstanceOf(NotCacheableException.class);
    assertThatThrownBy(
            () ->
                joined(
                    chunk("hm", Map.of("isThought", true)),
                    chunk("yes", Map.of("isThought", false))))
        .isInstanceOf(NotCacheableException.class);
  }

  @Test
  void severalAlternativeAnswersAreNotJoined() {
    assertThatThrownBy(() -> joined(chunk("a", Map.of("index", 0)), chunk("b", Map.of("index", 1))))
        .isInstanceOf(NotCacheableException.class);
  }

  @Test
  void aPieceOfAToolCallIsRefused() {
    AssistantMessage.ToolCall piece = new AssistantMessage.ToolCall("", "function", "", "{");

    assertThatThrownBy(
            () ->
                joined(
                    new ChatResponse(
                        List.of(
                            new Generation(
                                AssistantMessage.builder().toolCalls(List.of(piece)).build())))))
        .isInstanceOf(NotCacheableException.class)
        .hasMessage("a stream with an incomplete tool call");
  }

  @Test
  void aBrokenChunkIsNoFailureOfTheStream() {
    StreamedResponse response = new StreamedResponse();

    response.add(new ChatResponse(List.of(new Generation(null))));
    response.add(FakeChatModel.text("yes"));

    assertThatThrownBy(response::whole).isInstanceOf(NotCacheableException.class);
  }

  @Test
  void aFinishReasonThatIsInEachChunkSaysNothingAboutTheEnd() {
    StreamedResponse response = new StreamedResponse();
    response.add(new ChatResponse(List.of(FakeChatModel.generation("a", "STOP"))));
    response.add(new ChatResponse(List.of(FakeChatModel.generation("b", "STOP"))));

    assertThatThrownBy(response::whole)
        .isInstanceOf(NotCacheableException.class)
        .hasMessage("a stream that goes on after a finish reason");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "FINISH_REASON_UNSPECIFIED", " "})
  void aFinishReasonThatTheClientMadeUpIsNone(String reason) {
    StreamedResponse response = new StreamedResponse();
    response.add(new ChatResponse(List.of(FakeChatModel.generation("a", reason))));

    assertThatThrownBy(response::whole)
        .isInstanceOf(NotCacheableException.class)
        .hasMessage("a stream without a finish reason");
  }

  @Test
  void aFinishReasonThatIsAnObjectMayBeMadeUp() {
    assertThatThrownBy(
            () -> joined(chunk("a", Map.of("finishReason", new FakeTool("t", "d", "{}")))))
        .isInstanceOf(NotCacheableException.class)
        .hasMessage("a stream whose finish reasons are objects");
  }

  @Test
  void aStreamWithoutChunksIsAResponseWithoutGenerations() {
    assertThat(joined().getResults()).isEmpty();
  }
}
