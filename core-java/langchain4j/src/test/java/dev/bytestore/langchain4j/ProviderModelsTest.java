package dev.bytestore.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.googleai.GoogleAiEmbeddingModel;
import dev.langchain4j.model.googleai.GoogleAiEmbeddingModel.TaskType;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.mistralai.MistralAiChatModel;
import dev.langchain4j.model.mistralai.MistralAiEmbeddingModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiResponsesChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The models of the providers over a local HTTP server, each with its own entries. */
class ProviderModelsTest {

  private static final String OPEN_AI =
      """
      {"id": "1", "object": "chat.completion", "created": 1, "model": "model-1", "choices": [{
       "index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "stop"}],
       "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}""";
  private static final String OPEN_AI_RESPONSES =
      """
      {"id": "1", "object": "response", "created_at": 1, "status": "completed", "model": "model-1",
       "output": [{"type": "message", "id": "m", "status": "completed", "role": "assistant",
       "content": [{"type": "output_text", "text": "hello", "annotations": []}]}],
       "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}}""";
  private static final String ANTHROPIC =
      """
      {"id": "1", "type": "message", "role": "assistant", "model": "model-1", "content": [{
       "type": "text", "text": "hello"}], "stop_reason": "end_turn",
       "usage": {"input_tokens": 1, "output_tokens": 1}}""";
  private static final String GEMINI =
      """
      {"responseId": "1", "modelVersion": "model-1", "candidates": [{"finishReason": "STOP",
       "content": {"role": "model", "parts": [{"text": "hello"}]}}], "usageMetadata": {
       "promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}}""";
  private static final String OLLAMA =
      """
      {"model": "model-1", "created_at": "2026-01-01T00:00:00Z", "done": true,
       "done_reason": "stop", "message": {"role": "assistant", "content": "hello"}}""";

  /** A model class, the response of its server, and options that must be part of the key. */
  static Stream<Arguments> chatModels() {
    return Stream.of(
        Arguments.of(OpenAiChatModel.class, OPEN_AI, "strictJsonSchema"),
        Arguments.of(OpenAiChatModel.class, OPEN_AI, "strictTools"),
        Arguments.of(OpenAiChatModel.class, OPEN_AI, "returnThinking"),
        Arguments.of(OpenAiChatModel.class, OPEN_AI, "organizationId"),
        Arguments.of(OpenAiResponsesChatModel.class, OPEN_AI_RESPONSES, "organizationId"),
        Arguments.of(AnthropicChatModel.class, ANTHROPIC, "beta"),
        Arguments.of(AnthropicChatModel.class, ANTHROPIC, "customParameters"),
        Arguments.of(AnthropicChatModel.class, ANTHROPIC, "serverTools"),
        Arguments.of(GoogleAiGeminiChatModel.class, GEMINI, "seed"),
        Arguments.of(GoogleAiGeminiChatModel.class, GEMINI, "allowGoogleSearch"),
        Arguments.of(GoogleAiGeminiChatModel.class, GEMINI, "thinkingConfig"),
        Arguments.of(OllamaChatModel.class, OLLAMA, "returnThinking"),
        Arguments.of(MistralAiChatModel.class, OPEN_AI, "safePrompt"),
        Arguments.of(MistralAiChatModel.class, OPEN_AI, "randomSeed"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("chatModels")
  void onlyAnEqualModelGetsTheAnswer(Class<?> type, String answer, String option) {
    InMemoryLlmCache cache = new InMemoryLlmCache();
    try (FakeProvider provider = new FakeProvider(answer)) {
      for (int variant : new int[] {1, 1, 2, 2}) {
        ChatModel model = (ChatModel) model(type, provider, option, variant);
        assertThat(CachingChatModel.builder(model, cache).build().chat("hi")).isEqualTo("hello");
      }

      assertThat(provider.received()).hasSize(2);
    }
  }

  static Stream<Arguments> embeddingModels() {
    String openAi =
        """
        {"object": "list", "model": "model-1", "data": [{"object": "embedding", "index": 0,
         "embedding": [0.5, 0.25]}], "usage": {"prompt_tokens": 1, "total_tokens": 1}}""";
    String gemini = "{\"embeddings\": [{\"values\": [0.5, 0.25]}]}";
    String ollama = "{\"model\": \"model-1\", \"embeddings\": [[0.5, 0.25]]}";
    return Stream.of(
        Arguments.of(OpenAiEmbeddingModel.class, openAi, "dimensions"),
        Arguments.of(OpenAiEmbeddingModel.class, openAi, "customParameters"),
        Arguments.of(GoogleAiEmbeddingModel.class, gemini, "taskType"),
        Arguments.of(GoogleAiEmbeddingModel.class, gemini, "outputDimensionality"),
        Arguments.of(OllamaEmbeddingModel.class, ollama, "dimensions"),
        Arguments.of(MistralAiEmbeddingModel.class, openAi, "modelName"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("embeddingModels")
  void onlyAnEqualModelGetsTheEmbedding(Class<?> type, String answer, String option) {
    InMemoryByteStore store = new InMemoryByteStore();
    try (FakeProvider provider = new FakeProvider(request -> ofDimension(request, answer))) {
      for (int variant : new int[] {1, 1, 2, 2}) {
        EmbeddingModel model = (EmbeddingModel) model(type, provider, option, variant);
        assertThat(
                CachingEmbeddingModel.builder(model, store).build().embed("hi").content().vector())
            .startsWith(0.5f, 0.25f);
      }

      assertThat(provider.received()).hasSize(2);
    }
  }

  /** {@code answer}, with as many numbers as {@code request} asks for. */
  private static String ofDimension(String request, String answer) {
    Matcher dimension = Pattern.compile("imension[a-z]*\"?[ :]*(\\d+)").matcher(request);
    int more = dimension.find() ? Integer.parseInt(dimension.group(1)) - 2 : 0;
    return answer.replace("0.5, 0.25", "0.5, 0.25" + ", 0".repeat(more));
  }

  @Test
  void aTitleThatTheModelEmbedsBypassesTheCache() {
    String answer =
        """
        {"embeddings": [{"values": [0.5, 0.25]}], "embedding": {"values": [0.5, 0.25]}}""";
    for (TaskType taskType : List.of(TaskType.RETRIEVAL_DOCUMENT, TaskType.SEMANTIC_SIMILARITY)) {
      try (FakeProvider provider = new FakeProvider(answer)) {
        EmbeddingModel model =
            GoogleAiEmbeddingModel.builder()
                .baseUrl(provider.url())
                .apiKey("key")
                .modelName("model-1")
                .taskType(taskType)
                .build();
        EmbeddingModel caching =
            CachingEmbeddingModel.builder(model, new InMemoryByteStore()).namespace("n").build();

        caching.embed(TextSegment.from("text", Metadata.from("title", "one")));
        caching.embedAll(List.of(TextSegment.from("text", Metadata.from("title", "two"))));
        caching.embed(TextSegment.from("text", Metadata.from("author", "ann")));
        caching.embed("text");

        if (taskType == TaskType.RETRIEVAL_DOCUMENT) {
          assertThat(provider.received()).hasSize(3);
          assertThat(provider.received().get(0)).contains("one");
          assertThat(provider.received().get(1)).contains("two");
        } else {
          assertThat(provider.received()).hasSize(1);
        }
      }
    }
  }

  @Test
  void requestsOfAModelThatLeavesOutItsTaskTypeInThemBypassTheCache() {
    String answer =
        """
        {"embeddings": [{"values": [0.5, 0.25]}], "embedding": {"values": [0.5, 0.25]}}""";
    EmbeddingRequest request = EmbeddingRequest.builder().input("text").build();
    try (FakeProvider provider = new FakeProvider(answer)) {
      GoogleAiEmbeddingModel.GoogleAiEmbeddingModelBuilder builder =
          GoogleAiEmbeddingModel.builder()
              .baseUrl(provider.url())
              .apiKey("key")
              .modelName("gemini-embedding-2");
      EmbeddingModel plain =
          CachingEmbeddingModel.builder(builder.build(), new InMemoryByteStore()).build();
      plain.embed(request);
      plain.embedAsync(request).join();
      assertThat(provider.received()).hasSize(1);

      EmbeddingModel withTaskType =
          CachingEmbeddingModel.builder(
                  builder.taskType(TaskType.SEMANTIC_SIMILARITY).build(), new InMemoryByteStore())
              .build();
      withTaskType.embed("text");
      withTaskType.embed(request);
      withTaskType.embed(request);
      assertThat(provider.received()).hasSize(4);
    }
  }

  @Test
  void anotherServerIsAnotherModelUnlessTheModelKeySaysOtherwise() {
    InMemoryLlmCache cache = new InMemoryLlmCache();
    try (FakeProvider one = new FakeProvider(OLLAMA);
        FakeProvider two = new FakeProvider(OLLAMA)) {
      for (FakeProvider server : new FakeProvider[] {one, two}) {
        ChatModel model = (ChatModel) model(OllamaChatModel.class, server, "think", 1);
        CachingChatModel.builder(model, cache).build().chat("hi");
        CachingChatModel.builder(model, cache).modelKey("a model").build().chat("hi");
      }

      assertThat(one.received()).hasSize(2);
      assertThat(two.received()).hasSize(1);
    }
  }

  @Test
  void aBlockingAndAStreamingModelShareAnswersByAModelKey() {
    InMemoryLlmCache cache = new InMemoryLlmCache();
    try (FakeProvider provider = new FakeProvider(OPEN_AI)) {
      ChatModel blocking = (ChatModel) model(OpenAiChatModel.class, provider, "seed", 1);
      StreamingChatModel streaming =
          (StreamingChatModel) model(OpenAiStreamingChatModel.class, provider, "seed", 1);
      CachingChatModel.builder(blocking, cache).modelKey("shared").build().chat("hi");

      CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
      CachingStreamingChatModel.builder(streaming, cache)
          .modelKey("shared")
          .build()
          .chat("hi", handler(answer));

      assertThat(answer.join().aiMessage().text()).isEqualTo("hello");
      assertThat(provider.received()).hasSize(1);
    }
  }

  @Test
  void aDefaultThatARequestRepeatsDoesNotChangeTheKey() {
    InMemoryLlmCache cache = new InMemoryLlmCache();
    try (FakeProvider provider = new FakeProvider(OPEN_AI)) {
      for (String option : new String[] {"temperature", "seed"}) {
        ChatModel model = (ChatModel) model(OpenAiChatModel.class, provider, option, 1);
        CachingChatModel.builder(model, cache)
            .build()
            .chat(
                ChatRequest.builder()
                    .messages(UserMessage.from("hi"))
                    .parameters(
                        OpenAiChatRequestParameters.builder().temperature(0.25).seed(3).build())
                    .build());
      }

      assertThat(provider.received()).hasSize(1);
    }
  }

  private static StreamingChatResponseHandler handler(CompletableFuture<ChatResponse> answer) {
    return new StreamingChatResponseHandler() {
      @Override
      public void onCompleteResponse(ChatResponse response) {
        answer.complete(response);
      }

      @Override
      public void onError(Throwable error) {
        answer.completeExceptionally(error);
      }
    };
  }

  private static Object model(Class<?> type, FakeProvider provider, String option, int variant) {
    ProviderModel model = new ProviderModel(type);
    Object builder = model.newBuilder(provider.url());
    BuilderOption.of(builder.getClass()).stream()
        .filter(each -> each.name().equals(option))
        .findFirst()
        .orElseThrow()
        .set(builder, variant);
    return model.build(builder);
  }
}
