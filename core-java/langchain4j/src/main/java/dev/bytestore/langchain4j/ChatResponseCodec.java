package dev.bytestore.langchain4j;

import dev.bytestore.Generation;
import dev.bytestore.Message;
import dev.bytestore.ToolCall;
import dev.bytestore.UsageMetadata;
import dev.bytestore.internal.json.JsonList;
import dev.bytestore.internal.json.JsonObject;
import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.JsonWriter;
import dev.bytestore.internal.model.NotCacheableException;
import dev.bytestore.internal.model.ResponseCodec;
import dev.bytestore.internal.model.ToolCallText;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts responses of LangChain4j's models to LangChain's {@code ChatGeneration} and back. Text,
 * tool calls, usage and finish reason are stored where Python's models store them. What Python has
 * no place for, such as the exact text of a tool's arguments, is stored under {@code langchain4j}
 * in the generation info.
 */
final class ChatResponseCodec implements ResponseCodec<ChatResponse> {

  private static final String OURS = "langchain4j";
  private static final String THINKING = "reasoning_content";

  @Override
  public Generation encode(ChatResponse response) {
    Generation generation;
    try {
      generation = generation(response);
    } catch (IllegalArgumentException e) { // Its message names fields, but not their values.
      throw new NotCacheableException("a response that JSON cannot represent: " + e.getMessage());
    }
    ChatResponse decoded = decode(generation);
    if (decoded == null || !decoded.aiMessage().equals(response.aiMessage())) {
      throw new NotCacheableException("a response with attributes that JSON cannot represent");
    }
    return generation;
  }

  private static Generation generation(ChatResponse response) {
    AiMessage answer = response.aiMessage();
    ChatResponseMetadata metadata = response.metadata();
    Message message = Message.ai(answer.text() == null ? "" : answer.text());
    if (answer.thinking() != null) {
      message = message.withAdditionalKwargs(Map.of(THINKING, answer.thinking()));
    }
    message = ToolCallText.addTo(message, toolCalls(answer.toolExecutionRequests()));
    message = message.withId(metadata.id());
    UsageMetadata usage = usage(metadata.tokenUsage());
    if (usage != null) {
      message = message.withUsageMetadata(usage);
    }
    Map<String, @Nullable Object> said = new LinkedHashMap<>();
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    if (metadata.modelName() != null) {
      said.put("model_name", metadata.modelName());
    }
    if (metadata.finishReason() != null) {
      said.put("finish_reason", pythonName(metadata.finishReason()));
      info.put("finish_reason", pythonName(metadata.finishReason()));
    }
    Map<String, @Nullable Object> ours = ours(answer);
    if (!ours.isEmpty()) {
      info.put(OURS, ours);
    }
    Generation generation = Generation.chat(message.withResponseMetadata(said));
    return info.isEmpty() ? generation : generation.withGenerationInfo(info);
  }

  private static List<ToolCallText> toolCalls(List<ToolExecutionRequest> requests) {
    return requests.stream()
        .map(request -> new ToolCallText(request.id(), request.name(), request.arguments()))
        .toList();
  }

  private static @Nullable UsageMetadata usage(@Nullable TokenUsage usage) {
    if (usage == null
        || usage.inputTokenCount() == null
        || usage.outputTokenCount() == null
        || usage.totalTokenCount() == null) {
      return null;
    }
    return new UsageMetadata(
        usage.inputTokenCount(), usage.outputTokenCount(), usage.totalTokenCount(), Map.of());
  }

  private static Map<String, @Nullable Object> ours(AiMessage answer) {
    Map<String, @Nullable Object> ours = new LinkedHashMap<>();
    if (answer.text() == null) {
      ours.put("no_text", true);
    }
    if (!answer.toolExecutionRequests().isEmpty()) {
      List<Object> requests = new ArrayList<>();
      for (ToolExecutionRequest request : answer.toolExecutionRequests()) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", request.id());
        fields.put("name", request.name());
        fields.put("arguments", request.arguments());
        requests.add(fields);
      }
      ours.put("tool_execution_requests", requests);
    }
    if (!answer.attributes().isEmpty()) {
      ours.put("attributes", answer.attributes());
    }
    return ours;
  }

  @Override
  public @Nullable ChatResponse decode(Generation generation) {
    Message message = generation.message();
    if (message == null || !message.pythonClass().equals("AIMessage")) {
      return null;
    }
    Map<String, @Nullable Object> info = orEmpty(generation.generationInfo());
    Map<String, @Nullable Object> ours = orEmpty(info.get(OURS));
    Map<String, @Nullable Object> said = message.responseMetadata();
    AiMessage.Builder answer = AiMessage.builder();
    if (!Boolean.TRUE.equals(ours.get("no_text"))) {
      answer.text(message.text());
    }
    if (message.additionalKwargs().get(THINKING) instanceof String thinking) {
      answer.thinking(thinking);
    }
    answer.toolExecutionRequests(toolRequests(message, ours.get("tool_execution_requests")));
    answer.attributes(attributes(orEmpty(ours.get("attributes"))));
    ChatResponseMetadata.Builder<?> metadata = ChatResponseMetadata.builder();
    if (message.id() != null) {
      metadata.id(message.id());
    }
    if (said.get("model_name") instanceof String name) {
      metadata.modelName(name);
    }
    if (message.usageMetadata() != null) {
      metadata.tokenUsage(tokenUsage(message.usageMetadata()));
    }
    if (info.get("finish_reason") instanceof String reason) {
      metadata.finishReason(finishReason(reason));
    }
    return ChatResponse.builder().aiMessage(answer.build()).metadata(metadata.build()).build();
  }

  @Override
  public ChatResponse mark(ChatResponse response) {
    return CachedChatResponseMetadata.mark(response);
  }

  private static List<ToolExecutionRequest> toolRequests(
      Message message, @Nullable Object requests) {
    List<ToolExecutionRequest> read = new ArrayList<>();
    if (requests instanceof List<?> list) {
      for (Object element : list) {
        Map<String, @Nullable Object> fields = orEmpty(element);
        read.add(toolRequest(fields.get("id"), fields.get("name"), fields.get("arguments")));
      }
    } else {
      for (ToolCall call : message.toolCalls()) {
        read.add(toolRequest(call.id(), call.name(), JsonWriter.write(call.args())));
      }
    }
    return read;
  }

  private static ToolExecutionRequest toolRequest(
      @Nullable Object id, @Nullable Object name, @Nullable Object arguments) {
    ToolExecutionRequest.Builder request = ToolExecutionRequest.builder();
    if (id instanceof String text) {
      request.id(text);
    }
    if (name instanceof String text) {
      request.name(text);
    }
    if (arguments instanceof String text) {
      request.arguments(text);
    }
    return request.build();
  }

  /** Whole numbers that fit become {@code Integer}, as is usual for JSON in Java. */
  private static Map<String, Object> attributes(Map<String, @Nullable Object> attributes) {
    Map<String, Object> read = new LinkedHashMap<>();
    attributes.forEach(
        (name, value) -> {
          if (value != null) {
            read.put(name, narrow(value));
          }
        });
    return read;
  }

  private static Object narrow(Object value) {
    if (value instanceof Long number && number == number.intValue()) {
      return number.intValue();
    }
    if (value instanceof List<?> list) {
      @Nullable Object[] narrowed = list.toArray();
      for (int i = 0; i < narrowed.length; i++) {
        narrowed[i] = narrowed[i] == null ? null : narrow(narrowed[i]);
      }
      return JsonList.of(narrowed, narrowed.length);
    }
    if (value instanceof Map<?, ?> map) {
      JsonObject.Builder narrowed = new JsonObject.Builder();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        Object element = member.getValue();
        narrowed.put((String) member.getKey(), element == null ? null : narrow(element));
      }
      return narrowed.build();
    }
    return value;
  }

  private static TokenUsage tokenUsage(UsageMetadata usage) {
    return new TokenUsage(
        (int) usage.inputTokens(), (int) usage.outputTokens(), (int) usage.totalTokens());
  }

  private static String pythonName(FinishReason reason) {
    return switch (reason) {
      case STOP -> "stop";
      case LENGTH -> "length";
      case TOOL_EXECUTION -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
      default -> reason.name().toLowerCase(Locale.ROOT);
    };
  }

  private static FinishReason finishReason(String pythonName) {
    for (FinishReason reason : FinishReason.values()) {
      if (pythonName(reason).equals(pythonName)) {
        return reason;
      }
    }
    return FinishReason.OTHER;
  }

  private static Map<String, @Nullable Object> orEmpty(@Nullable Object value) {
    return JsonValues.objectOf(value instanceof Map<?, ?> map ? map : Map.of());
  }
}
