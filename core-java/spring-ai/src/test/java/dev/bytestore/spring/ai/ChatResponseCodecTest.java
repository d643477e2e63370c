package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bytestore.Message;
import dev.bytestore.internal.cache.GenerationsCodec;
import dev.bytestore.internal.model.NotCacheableException;
import dev.bytestore.testing.RandomJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.content.Media;
import org.springframework.util.MimeTypeUtils;

class ChatResponseCodecTest {

  private static final ChatResponseCodec CODEC = new ChatResponseCodec();

  /** Encodes and decodes {@code response}, and the JSON in between, as a cache does. */
  private static ChatResponse throughTheCache(ChatResponse response) {
    String json = GenerationsCodec.encode(List.of(CODEC.encode(response)));
    return CODEC.decode(GenerationsCodec.decode(json).get(0));
  }

  @Property(tries = 500)
  void everyResponseOfTextToolCallsAndMetadataComesBack(@ForAll long seed) {
    ChatResponse response = random(new Random(seed));

    ChatResponse read = throughTheCache(response);

    assertThat(read.getResults()).isEqualTo(response.getResults());
    assertThat(read.getMetadata().getId()).isEqualTo(response.getMetadata().getId());
    assertThat(read.getMetadata().getModel()).isEqualTo(response.getMetadata().getModel());
    assertThat(entries(read)).isEqualTo(entries(response));
    assertThat(read.getMetadata().getUsage().getTotalTokens())
        .isEqualTo(response.getMetadata().getUsage().getTotalTokens());
  }

  private static ChatResponse random(Random random) {
    RandomJson json = new RandomJson(random);
    List<Generation> answers = new ArrayList<>();
    int size = 1 + random.nextInt(3);
    for (int i = 0; i < size; i++) {
      List<AssistantMessage.ToolCall> calls =
          json.list(
              () ->
                  new AssistantMessage.ToolCall(
                      json.textOrNull(), json.textOrNull(), json.textOrNull(), json.textOrNull()));
      answers.add(
          new Generation(
              AssistantMessage.builder()
                  .content(json.textOrNull())
                  .properties(metadata(random))
                  .toolCalls(calls)
                  .build(),
              ChatGenerationMetadata.builder()
                  .finishReason(json.textOrNull())
                  .metadata(metadata(random))
                  .contentFilters(random.nextBoolean() ? Set.of() : Set.of("a", "b"))
                  .build()));
    }
    ChatResponseMetadata.Builder metadata =
        ChatResponseMetadata.builder()
            .id(random.nextBoolean() ? "" : "id")
            .model(random.nextBoolean() ? "" : "model")
            .usage(new DefaultUsage(random.nextInt(3), random.nextInt(3)));
    metadata(random).forEach(metadata::keyValue);
    return new ChatResponse(answers, metadata.build());
  }

  private static Map<String, Object> metadata(Random random) {
    Map<String, Object> metadata = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      metadata.put("k" + i, value(random, 3));
    }
    return metadata;
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 9 : 11)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> (long) random.nextInt();
      case 3 -> random.nextDouble();
      case 4 -> random.nextFloat();
      case 5 -> Duration.ofNanos(random.nextLong());
      case 6 -> Instant.ofEpochMilli(random.nextInt());
      case 7 -> random.nextBoolean();
      case 8 -> "text " + random.nextInt();
      case 9 -> Arrays.asList(value(random, depth - 1), null);
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", value(random, depth - 1));
        map.put("value", null);
        yield map;
      }
    };
  }

  private static Map<String, Object> entries(ChatResponse response) {
    Map<String, Object> entries = new HashMap<>();
    response.getMetadata().entrySet().forEach(e -> entries.put(e.getKey(), e.getValue()));
    return entries;
  }

  @Test
  void pythonFindsTextToolCallsAndUsageWhereItLooksForThem() {
    AssistantMessage answer =
        AssistantMessage.builder()
            .content("yes")
            .toolCalls(
                List.of(
                    new AssistantMessage.ToolCall("1", "function", "add", "{\"a\": 1}"),
                    new AssistantMessage.ToolCall("2", "function", "add", "oops")))
            .build();
    Message message =
        CODEC
            .encode(
                new ChatResponse(
                    List.of(
                        new Generation(
                            answer, ChatGenerationMetadata.builder().finishReason("STOP").build())),
                    ChatResponseMetadata.builder()
                        .id("id-1")
                        .model("fake-1")
                        .usage(new DefaultUsage(1, 2))
                        .build()))
            .message();

    assertThat(message.text()).isEqualTo("yes");
    assertThat(message.toolCalls()).hasSize(1);
    assertThat(message.toolCalls().get(0).args()).isEqualTo(Map.of("a", 1L));
    assertThat(message.invalidToolCalls()).hasSize(1);
    assertThat(message.usageMetadata().totalTokens()).isEqualTo(3);
    assertThat(message.id()).isEqualTo("id-1");
    assertThat(message.responseMetadata())
        .containsEntry("model_name", "fake-1")
        .containsEntry("finish_reason", "stop");
  }

  private static Map<String, Object> propertiesThroughTheCache(Map<String, Object> properties) {
    AssistantMessage answer =
        AssistantMessage.builder().content("yes").properties(properties).build();
    return throughTheCache(new ChatResponse(List.of(new Generation(answer))))
        .getResult()
        .getOutput()
        .getMetadata();
  }

  @Test
  void anEnumConstantBecomesItsName() {
    assertThat(propertiesThroughTheCache(Map.of("reason", MessageType.TOOL)))
        .containsEntry("reason", "TOOL")
        .containsEntry("messageType", MessageType.ASSISTANT);
  }

  @Test
  void whatCannotBeRestoredIsRefused() {
    List<Generation> answers =
        List.of(
            new Generation(null),
            new Generation(
                AssistantMessage.builder().properties(Map.of("k", new Object())).build()),
            new Generation(AssistantMessage.builder().properties(Map.of("k", Double.NaN)).build()),
            new Generation(
                AssistantMessage.builder()
                    .media(
                        List.of(
                            Media.builder()
                                .mimeType(MimeTypeUtils.IMAGE_PNG)
                                .data(new byte[] {1})
                                .build()))
                    .build()),
            new Generation(new OwnMessage("hm")),
            new Generation(
                new AssistantMessage("yes"),
                ChatGenerationMetadata.builder().metadata("logprobs", new Object()).build()));

    for (Generation answer : answers) {
      assertThatThrownBy(() -> throughTheCache(new ChatResponse(List.of(answer))))
          .as(String.valueOf(answer))
          .isInstanceOfAny(NotCacheableException.class, IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> CODEC.encode(new ChatResponse(List.of())))
        .isInstanceOf(NotCacheableException.class);
    for (Object value :
        List.of(List.of(new FakeTool("t", "d", "{}")), new int[] {1}, BigDecimal.ONE)) {
      assertThatThrownBy(() -> CODEC.encode(with("citations", value)))
          .isInstanceOf(NotCacheableException.class);
    }
  }

  private static ChatResponse with(String name, Object value) {
    return new ChatResponse(
        FakeChatModel.text("yes").getResults(),
        ChatResponseMetadata.builder().keyValue(name, value).build());
  }

  private static final Object OWN_OBJECT =
      new Object() {
        @Override
        public String toString() {
          return "STOP";
        }
      };

  /** A message of a provider, such as DeepSeek's, which has the reasoning in a field. */
  private static final class OwnMessage extends AssistantMessage {
    private final String reasoning;

    OwnMessage(String reasoning) {
      super("yes", Map.of(), List.of(), List.of());
      this.reasoning = reasoning;
    }

    @Override
    public String toString() {
      return reasoning;
    }
  }

  @Test
  void aProvidersOwnMessageWithoutFurtherStateIsStored() {
    ChatResponse read =
        throughTheCache(new ChatResponse(List.of(new Generation(new OwnMessage(null)))));

    assertThat(read.getResult().getOutput().getText()).isEqualTo("yes");
  }

  @Test
  void aProvidersWholeResponseInTheMetadataIsLeftOut() {
    assertThat(entries(throughTheCache(with("anthropic-response", OWN_OBJECT)))).isEmpty();
    assertThat(entries(throughTheCache(with("bytestore.cached", true)))).isEmpty();
  }

  @Test
  void aFinishReasonOfAProvidersOwnClassBecomesItsText() {
    assertThat(propertiesThroughTheCache(Map.of("finishReason", OWN_OBJECT)))
        .containsEntry("finishReason", "STOP");
  }

  @Test
  void theResultsOfAContentFilterAreLeftOut() {
    ChatGenerationMetadata metadata =
        ChatGenerationMetadata.builder()
            .finishReason("stop")
            .metadata("contentFilterResults", OWN_OBJECT)
            .build();

    assertThat(
            throughTheCache(
                    new ChatResponse(
                        List.of(new Generation(new AssistantMessage("yes"), metadata))))
                .getResult()
                .getMetadata()
                .entrySet())
        .isEmpty();
  }

  @Test
  void aResponseWithoutMetadataIsStored() {
    ChatResponse read =
        throughTheCache(new ChatResponse(FakeChatModel.text("yes").getResults(), null));

    assertThat(read.getResult().getOutput().getText()).isEqualTo("yes");
    assertThat(CachingChatModel.isCached(CODEC.mark(new ChatResponse(List.of(), null)))).isTrue();
  }

  @Test
  void anEntryThatIsNotOursIsAMiss() {
    dev.bytestore.Generation ours = CODEC.encode(FakeChatModel.numbered(1));
    Map<String, Object> answer = Map.of("finish_reason", "stop");
    List<Object> hostile =
        List.of(
            Map.of(),
            "text",
            Map.of("generations", List.of()),
            Map.of("generations", "text"),
            Map.of("generations", List.of("text")),
            Map.of("generations", List.of(Map.of("finish_reason", 1))),
            Map.of("generations", List.of(Map.of("tool_calls", "text"))),
            Map.of("generations", List.of(Map.of("tool_calls", List.of(1)))),
            Map.of("generations", List.of(Map.of("content_filters", List.of(1)))),
            Map.of("generations", List.of(Map.of("properties", Map.of("k", Map.of())))),
            Map.of(
                "generations",
                List.of(Map.of("metadata", Map.of("k", Map.of("type", "instant", "value", "x"))))),
            Map.of("generations", List.of(answer), "metadata", "text"),
            Map.of("generations", List.of(answer), "metadata", Map.of("k", Long.MAX_VALUE)));

    assertThat(CODEC.decode(dev.bytestore.Generation.of("text"))).isNull();
    assertThat(CODEC.decode(dev.bytestore.Generation.chat("text"))).isNull();
    assertThat(
            CODEC.decode(
                dev.bytestore.Generation.chat(Message.human("hi"))
                    .withGenerationInfo(ours.generationInfo())))
        .isNull();
    for (Object value : hostile) {
      assertThat(CODEC.decode(ours.withGenerationInfo(Map.of("spring_ai", value))))
          .as(value.toString())
          .isNull();
    }
  }
}
