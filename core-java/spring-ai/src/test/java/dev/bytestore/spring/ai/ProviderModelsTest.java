package dev.bytestore.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bytestore.InMemoryByteStore;
import dev.bytestore.InMemoryLlmCache;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.api.AnthropicApi;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.tool.ToolCallback;

/** The models of OpenAI, Anthropic and Ollama, over HTTP. */
class ProviderModelsTest {

  private static final String OPEN_AI =
      """
      {"id": "chatcmpl-1", "object": "chat.completion", "created": 1700000000, \
      "model": "gpt-4.1-mini-2025", "choices": [{"index": 0, "finish_reason": "stop", \
      "message": {"role": "assistant", "content": "blue"}}], \
      "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}\
      """;

  private static final String OPEN_AI_TOOL_CALL =
      """
      {"id": "chatcmpl-1", "object": "chat.completion", "created": 1700000000, \
      "model": "gpt-4.1-mini-2025", "choices": [{"index": 0, "finish_reason": "tool_calls", \
      "message": {"role": "assistant", "tool_calls": [{"id": "call-1", "type": "function", \
      "function": {"name": "add", "arguments": "{}"}}]}}], \
      "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}\
      """;

  private static final String OPEN_AI_STREAM =
      openAiChunk("{\"role\": \"assistant\", \"content\": \"bl\"}", "null", "")
          + openAiChunk("{\"content\": \"ue\"}", "null", "")
          + openAiChunk("{}", "\"stop\"", "")
          + "data: [DONE]\n\n";

  private static String openAiChunk(String delta, String reason, String more) {
    return """
        data: {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1700000000, \
        "model": "gpt-4.1-mini-2025", "choices": [{"index": 0, "delta": %s, \
        "finish_reason": %s}]%s}

        """
        .formatted(delta, reason, more);
  }

  private static final String OLLAMA =
      """
      {"model": "llama", "created_at": "2026-01-02T03:04:05Z", "done": true, \
      "done_reason": "stop", "message": {"role": "assistant", "content": "blue"}, \
      "total_duration": 5000000, "load_duration": 1, "prompt_eval_count": 11, \
      "prompt_eval_duration": 2, "eval_count": 7, "eval_duration": 3}\
      """;

  private static final String ANTHROPIC =
      """
      {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude", \
      "content": [{"type": "text", "text": "blue"}], "stop_reason": "end_turn", \
      "stop_sequence": null, "usage": {"input_tokens": 11, "output_tokens": 7}}\
      """;

  private static final String OLLAMA_STREAM =
      """
      {"model": "llama", "created_at": "2026-01-02T03:04:05Z", "done": false, \
      "message": {"role": "assistant", "content": "bl"}}
      {"model": "llama", "created_at": "2026-01-02T03:04:06Z", "done": false, \
      "message": {"role": "assistant", "content": "ue"}}
      {"model": "llama", "created_at": "2026-01-02T03:04:07Z", "done": true, \
      "done_reason": "stop", "message": {"role": "assistant", "content": ""}, \
      "total_duration": 5000000, "load_duration": 1, "prompt_eval_count": 11, \
      "prompt_eval_duration": 2, "eval_count": 7, "eval_duration": 3}
      """;

  private static final String ANTHROPIC_STREAM =
      """
      data: {"type": "message_start", "message": {"id": "msg_1", "type": "message", \
      "role": "assistant", "model": "claude", "content": [], "stop_reason": null, \
      "stop_sequence": null, "usage": {"input_tokens": 11, "output_tokens": 1}}}

      data: {"type": "content_block_start", "index": 0, \
      "content_block": {"type": "text", "text": ""}}

      data: {"type": "content_block_delta", "index": 0, \
      "delta": {"type": "text_delta", "text": "bl"}}

      data: {"type": "content_block_delta", "index": 0, \
      "delta": {"type": "text_delta", "text": "ue"}}

      data: {"type": "content_block_stop", "index": 0}

      data: {"type": "message_delta", "delta": {"stop_reason": "end_turn", \
      "stop_sequence": null}, "usage": {"output_tokens": 7}}

      data: {"type": "message_stop"}

      """;

  private static String anthropic(String request) {
    return request.contains("\"stream\":true") ? ANTHROPIC_STREAM : ANTHROPIC;
  }

  private static String openAi(String request) {
    return request.contains("\"stream\":true") ? OPEN_AI_STREAM : OPEN_AI;
  }

  private static String ollama(String request) {
    return request.contains("\"stream\":true") ? OLLAMA_STREAM : OLLAMA;
  }

  private static OpenAiChatModel openAiModel(FakeProvider provider) {
    return OpenAiChatModel.builder()
        .openAiApi(OpenAiApi.builder().baseUrl(provider.url()).apiKey("secret").build())
        .defaultOptions(OpenAiChatOptions.builder().model("gpt-4.1-mini").build())
        .build();
  }

  private static ChatModel model(String name, FakeProvider provider) {
    return switch (name) {
      case "OpenAI" -> openAiModel(provider);
      case "Anthropic" ->
          AnthropicChatModel.builder()
              .anthropicApi(AnthropicApi.builder().baseUrl(provider.url()).apiKey("secret").build())
              .build();
      default ->
          OllamaChatModel.builder()
              .ollamaApi(OllamaApi.builder().baseUrl(provider.url()).build())
              .defaultOptions(OllamaChatOptions.builder().model("llama").build())
              .build();
    };
  }

  private static UnaryOperator<String> answers(String name) {
    return switch (name) {
      case "OpenAI" -> ProviderModelsTest::openAi;
      case "Anthropic" -> ProviderModelsTest::anthropic;
      default -> ProviderModelsTest::ollama;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenAI", "Anthropic", "Ollama"})
  void aCallIsCachedWithAllOfItsMetadata(String name) {
    CountingModelListener counts = new CountingModelListener();
    try (FakeProvider provider = new FakeProvider(answers(name))) {
      CachingChatModel model =
          CachingChatModel.builder(model(name, provider), new InMemoryLlmCache())
              .modelKey(name)
              .listener(counts)
              .build();
      ChatResponse asked = model.call(new Prompt("Which colour has the sky?"));
      ChatResponse found = model.call(new Prompt("Which colour has the sky?"));

      assertThat(counts.events()).containsExactly("miss", "hit");
      assertThat(provider.received()).hasSize(1);
      assertThat(found.getResult().getOutput()).isEqualTo(asked.getResult().getOutput());
      assertThat(found.getResult().getMetadata()).isEqualTo(asked.getResult().getMetadata());
      assertThat(found.getMetadata().getModel()).isEqualTo(asked.getMetadata().getModel());
      assertThat(found.getMetadata().entrySet())
          .containsAll(
              asked.getMetadata().entrySet().stream()
                  .filter(entry -> !entry.getKey().equals("anthropic-response"))
                  .toList());
      assertThat(CachingChatModel.savedUsage(found).getTotalTokens()).isEqualTo(18);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenAI", "Anthropic", "Ollama"})
  void aStreamIsCachedAndSharesItsEntryWithCalls(String name) {
    CountingModelListener counts = new CountingModelListener();
    try (FakeProvider provider = new FakeProvider(answers(name))) {
      CachingChatModel model =
          CachingChatModel.builder(model(name, provider), new InMemoryLlmCache())
              .modelKey(name)
              .listener(counts)
              .build();
      List<ChatResponse> asked = model.stream(new Prompt("hi")).collectList().block();
      List<ChatResponse> found = model.stream(new Prompt("hi")).collectList().block();

      assertThat(counts.events()).containsExactly("miss", "hit");
      assertThat(text(asked)).isEqualTo("blue");
      assertThat(text(found)).isEqualTo("blue");
      assertThat(found).hasSize(1);
      assertThat(found.get(0).getResult().getMetadata().getFinishReason())
          .containsPattern("(?i)^(stop|end_turn)$");
      assertThat(model.call("hi")).isEqualTo("blue");
      assertThat(provider.received()).hasSize(1);
    }
  }

  private static String text(List<ChatResponse> chunks) {
    return chunks.stream()
        .filter(chunk -> chunk.getResult() != null)
        .map(chunk -> chunk.getResult().getOutput().getText())
        .filter(text -> text != null)
        .collect(Collectors.joining());
  }

  @Test
  void toolsThatTheModelRunsAreNotCachedAndRunEachTime() {
    FakeTool tool = new FakeTool("add", "adds", "{\"type\": \"object\"}");
    CountingModelListener counts = new CountingModelListener();
    try (FakeProvider provider =
        new FakeProvider(
            request -> request.contains("\"role\":\"tool\"") ? OPEN_AI : OPEN_AI_TOOL_CALL)) {
      CachingChatModel model =
          CachingChatModel.builder(openAiModel(provider), new InMemoryLlmCache())
              .modelKey("OpenAI")
              .listener(counts)
              .build();
      ToolCallingChatOptions inside =
          ToolCallingChatOptions.builder().toolCallbacks((ToolCallback) tool).build();
      model.call(new Prompt("hi", inside));
      model.call(new Prompt("hi", inside));

      assertThat(tool.calls()).isEqualTo(2);
      assertThat(provider.received()).hasSize(4);
      assertThat(counts.count("not cacheable: a request with tools that the model runs itself"))
          .isEqualTo(2);

      ToolCallingChatOptions outside =
          ToolCallingChatOptions.builder()
              .toolCallbacks((ToolCallback) tool)
              .internalToolExecutionEnabled(false)
              .build();
      model.call(new Prompt("hi", outside));
      ChatResponse found = model.call(new Prompt("hi", outside));

      assertThat(found.hasToolCalls()).isTrue();
      assertThat(CachingChatModel.isCached(found)).isTrue();
      assertThat(tool.calls()).isEqualTo(2);
      assertThat(provider.received()).hasSize(5);
    }
  }

  @Test
  void embeddingsOfOpenAiAreCached() {
    String answer =
        """
        {"object": "list", "model": "text-embedding-3-small", "data": [{"object": "embedding", \
        "index": 0, "embedding": [0.25, 0.5]}], "usage": {"prompt_tokens": 3, "total_tokens": 3}}\
        """;
    try (FakeProvider provider = new FakeProvider(request -> answer)) {
      OpenAiEmbeddingModel openAi =
          new OpenAiEmbeddingModel(
              OpenAiApi.builder().baseUrl(provider.url()).apiKey("secret").build(),
              MetadataMode.EMBED,
              OpenAiEmbeddingOptions.builder().model("text-embedding-3-small").build());
      InMemoryByteStore store = new InMemoryByteStore();
      CachingEmbeddingModel model =
          CachingEmbeddingModel.builder(openAi, store).namespace("small").build();

      assertThat(model.embed("hi")).containsExactly(0.25f, 0.5f);
      assertThat(model.embed("hi")).containsExactly(0.25f, 0.5f);
      assertThat(provider.received()).hasSize(1);
      assertThat(store.blocking().yieldKeys("small")).hasSize(1);
    }
  }
}
