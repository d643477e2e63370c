package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.Generation;
import dev.bytestore.InMemoryLlmCache;
import dev.bytestore.Message;
import dev.bytestore.ToolCall;
import dev.bytestore.UsageMetadata;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.internal.model.NotCacheableException;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ChatResponseCodecTest {

  private static final ChatResponseCodec CODEC = new ChatResponseCodec();

  private static final String[] TEXTS = {
    "",
    " ",
    "42",
    "{}",
    "{\"a\": 1}",
    "{\"a\":1.50, \"a\": [null]}",
    "[1]",
    "{not json",
    "null",
    "{\"lc\": 1, \"type\": \"secret\"}",
    "\ud800",
    "\ud83c\udf0d",
    "\u0000\"\\",
    "lc"
  };

  @Property
  void whatIsWrittenComesBackAsItWas(@ForAll long seed) {
    ChatResponse response = random(new Random(seed));

    String text = GenerationsCodec.encode(List.of(CODEC.encode(response)));
    List<Generation> read = GenerationsCodec.decode(text);

    assertThat(read).hasSize(1);
    assertThat(CODEC.decode(read.get(0))).isEqualTo(response);
  }

  @Test
  void pythonFindsWhatItKnowsWhereItHasItItself() {
    ChatResponse response =
        ChatResponse.builder()
            .aiMessage(
                AiMessage.builder()
                    .thinking("Weather needs a tool.")
                    .toolExecutionRequests(
                        List.of(
                            call("call_1", "weather", "{\"city\":\"Oslo\"}"),
                            call("call_2", "weather", "{\"city\":")))
                    .build())
            .id("chatcmpl-1")
            .modelName("gpt-4o")
            .tokenUsage(new TokenUsage(11, 7))
            .finishReason(FinishReason.TOOL_EXECUTION)
            .build();

    Generation generation = CODEC.encode(response);
    Message message = generation.message();

    assertThat(message.pythonClass()).isEqualTo("AIMessage");
    assertThat(message.text()).isEmpty();
    assertThat(message.id()).isEqualTo("chatcmpl-1");
    assertThat(message.toolCalls())
        .containsExactly(new ToolCall("weather", Map.of("city", "Oslo"), "call_1"));
    assertThat(message.invalidToolCalls()).hasSize(1);
    assertThat(message.usageMetadata()).isEqualTo(UsageMetadata.of(11, 7));
    assertThat(message.additionalKwargs())
        .containsEntry("reasoning_content", "Weather needs a tool.");
    assertThat(message.responseMetadata())
        .isEqualTo(Map.of("model_name", "gpt-4o", "finish_reason", "tool_calls"));
    assertThat(generation.generationInfo()).containsEntry("finish_reason", "tool_calls");
  }

  @Test
  void aPlainAnswerIsAPlainEntry() {
    ChatResponse response = ChatResponse.builder().aiMessage(AiMessage.from("Hi")).build();

    assertThat(CODEC.encode(response)).isEqualTo(Generation.chat("Hi"));
  }

  @Test
  void anEntryOfPythonsIsRead() {
    Generation generation =
        Generation.chat(
            Message.ai("")
                .withToolCalls(List.of(new ToolCall("weather", Map.of("days", 3), "call_1"))));

    assertThat(CODEC.decode(generation).aiMessage().toolExecutionRequests())
        .containsExactly(call("call_1", "weather", "{\"days\": 3}"));
    assertThat(CODEC.decode(Generation.of("text of a text model"))).isNull();
    assertThat(CODEC.decode(Generation.chat(Message.human("Hi")))).isNull();
  }

  /** Python sees them as an invalid tool call, and Java gets the exact text back. */
  @Test
  void argumentsThatAreNestedTooDeepComeBackAsTheyWere() {
    for (int depth : new int[] {98, 99, 100, 101, 116, 117, 1_000}) {
      ToolExecutionRequest request =
          ToolExecutionRequest.builder()
              .id("1")
              .name("f")
              .arguments("{\"a\":".repeat(depth) + "1" + "}".repeat(depth))
              .build();
      ChatResponse response =
          ChatResponse.builder().aiMessage(AiMessage.from(List.of(request))).build();

      Generation generation = CODEC.encode(response);

      assertThat(generation.message().invalidToolCalls()).hasSize(depth > 98 ? 1 : 0);
      assertThat(CODEC.decode(generation).aiMessage().toolExecutionRequests())
          .containsExactly(request);
    }
  }

  @Test
  void attributesThatJsonCannotHoldAreRefused() {
    Image image = Image.builder().base64Data("aGk=").build();

    for (Object value : List.of(image, List.of(image), 1L, 0.5f)) {
      ChatResponse response =
          ChatResponse.builder()
              .aiMessage(AiMessage.builder().text("a").attributes(Map.of("k", value)).build())
              .build();
      assertThatThrownBy(() -> CODEC.encode(response)).isInstanceOf(NotCacheableException.class);
    }
  }

  private static ChatResponse random(Random random) {
    AiMessage.Builder message = AiMessage.builder();
    maybe(random, () -> message.text(text(random)));
    maybe(random, () -> message.thinking(text(random)));
    maybe(
        random,
        () ->
            message.toolExecutionRequests(
                Stream.generate(
                        () ->
                            call(
                                random.nextBoolean() ? text(random) : null,
                                random.nextBoolean() ? text(random) : null,
                                random.nextInt(9) > 0 ? text(random) : null))
                    .limit(random.nextInt(4))
                    .toList()));
    maybe(random, () -> message.attributes(attributes(random, 2)));
    ChatResponse.Builder response = ChatResponse.builder().aiMessage(message.build());
    maybe(random, () -> response.id(text(random)));
    maybe(random, () -> response.modelName(text(random)));
    maybe(random, () -> response.tokenUsage(new TokenUsage(random.nextInt(9), random.nextInt(9))));
    FinishReason[] reasons = FinishReason.values();
    maybe(random, () -> response.finishReason(reasons[random.nextInt(reasons.length)]));
    return response.build();
  }

  private static void maybe(Random random, Runnable step) {
    if (random.nextBoolean()) {
      step.run();
    }
  }

  private static Map<String, Object> attributes(Random random, int depth) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      String name = text(random).replace("\ud800", "surrogate");
      switch (random.nextInt(depth == 0 ? 5 : 7)) {
        case 0 -> attributes.put(name, text(random));
        case 1 -> attributes.put(name, random.nextInt());
        case 2 -> attributes.put(name, random.nextLong() | 1L << 40);
        case 3 -> attributes.put(name, random.nextDouble());
        case 4 -> attributes.put(name, random.nextBoolean());
        case 5 -> attributes.put(name, List.of(random.nextInt(), text(random)));
        default -> attributes.put(name, attributes(random, depth - 1));
      }
    }
    return attributes;
  }

  private static String text(Random random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private static ToolExecutionRequest call(String id, String name, String arguments) {
    return ToolExecutionRequest.builder().id(id).name(name).arguments(arguments).build();
  }

  @Test
  void theSameHoldsThroughACache() {
    InMemoryLlmCache cache = new InMemoryLlmCache();
    ChatResponse response = FakeChatModel.numbered(1);

    cache.blocking().update("p", "l", List.of(CODEC.encode(response)));

    assertThat(CODEC.decode(cache.blocking().lookup("p", "l").get(0))).isEqualTo(response);
  }
}
