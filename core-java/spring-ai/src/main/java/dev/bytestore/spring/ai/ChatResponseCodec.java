package dev.bytestore.spring.ai;

import dev.bytestore.Message;
import dev.bytestore.UsageMetadata;
import dev.bytestore.internal.model.NotCacheableException;
import dev.bytestore.internal.model.ResponseCodec;
import dev.bytestore.internal.model.ToolCallText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * Converts responses of Spring AI's models to LangChain's {@code ChatGeneration} and back. The
 * first text, its tool calls, usage and finish reason are stored where Python's models store them.
 * What Python has no place for is stored under {@code spring_ai} in the generation info.
 */
final class ChatResponseCodec implements ResponseCodec<ChatResponse> {

  private static final String OURS = "spring_ai";
  private static final String ANSWERS = "generations";
  private static final String METADATA = "metadata";
  private static final String NO_TEXT = "no_text";
  private static final String MODEL_NAME = "model_name";

  @Override
  public dev.bytestore.Generation encode(ChatResponse response) {
    List<Map<String, @Nullable Object>> answers = answers(response);
    Map<String, @Nullable Object> metadata = metadata(response.getMetadata());
    dev.bytestore.Generation encoded;
    try {
      encoded = generation(response, answers, metadata);
    } catch (IllegalArgumentException e) { // Its message names fields, but not their values.
      throw new NotCacheableException("a response that JSON cannot represent: " + e.getMessage());
    }
    ChatResponse decoded = decode(encoded);
    if (decoded == null || !answers(decoded).equals(answers)) {
      throw new NotCacheableException("a response that JSON cannot represent without a change");
    }
    return encoded;
  }

  private static List<Map<String, @Nullable Object>> answers(ChatResponse response) {
    List<Map<String, @Nullable Object>> answers = new ArrayList<>();
    for (Generation answer : response.getResults()) {
      answers.add(AnswerJson.write(answer));
    }
    if (answers.isEmpty()) {
      throw new NotCacheableException("a response without a generation");
    }
    return answers;
  }

  /**
   * Leaves out single objects of a provider's own class, such as its whole response. Lists and maps
   * may be parts of the answer, such as citations. If one of them cannot be written, nothing is
   * stored.
   */
  private static Map<String, @Nullable Object> metadata(@Nullable ChatResponseMetadata metadata) {
    Map<String, @Nullable Object> written = new LinkedHashMap<>();
    if (metadata == null) {
      return written;
    }
    for (Map.Entry<String, Object> entry : metadata.entrySet()) {
      Object value = entry.getValue();
      if (CachedMarks.isMark(entry.getKey())) {
        continue;
      }
      if (!MetadataJson.isProviderObject(value)) {
        written.put(entry.getKey(), MetadataJson.write(value));
      }
    }
    return written;
  }

  private static dev.bytestore.Generation generation(
      ChatResponse response,
      List<Map<String, @Nullable Object>> answers,
      Map<String, @Nullable Object> metadata) {
    AssistantMessage answer = response.getResults().get(0).getOutput();
    Message message = ToolCallText.addTo(Message.ai(orEmpty(answer.getText())), toolCalls(answer));
    Map<String, @Nullable Object> said = new LinkedHashMap<>();
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    ChatResponseMetadata given = response.getMetadata();
    if (given != null) {
      if (!orEmpty(given.getId()).isEmpty()) {
        message = message.withId(given.getId());
      }
      Usage usage = CachedMarks.originalUsage(given);
      if (usage != null && CachedMarks.isReported(usage)) {
        message = message.withUsageMetadata(usage(usage));
      }
      if (!orEmpty(given.getModel()).isEmpty()) {
        said.put(MODEL_NAME, given.getModel());
      }
    }
    Object reason = answers.get(0).get(AnswerJson.FINISH_REASON);
    if (reason instanceof String text && !text.isBlank()) {
      said.put("finish_reason", text.toLowerCase(Locale.ROOT));
      info.put("finish_reason", text.toLowerCase(Locale.ROOT));
    }
    info.put(OURS, Map.of(ANSWERS, withoutFirstText(answers), METADATA, metadata));
    return dev.bytestore.Generation.chat(message.withResponseMetadata(said))
        .withGenerationInfo(info);
  }

  /** The text of the first answer is in the message already. */
  private static List<Map<String, @Nullable Object>> withoutFirstText(
      List<Map<String, @Nullable Object>> answers) {
    List<Map<String, @Nullable Object>> written = new ArrayList<>(answers);
    Map<String, @Nullable Object> first = new LinkedHashMap<>(answers.get(0));
    if (first.remove(AnswerJson.TEXT) == null) {
      first.put(NO_TEXT, true);
    }
    written.set(0, first);
    return written;
  }

  private static List<ToolCallText> toolCalls(AssistantMessage answer) {
    return answer.getToolCalls().stream()
        .map(call -> new ToolCallText(call.id(), call.name(), call.arguments()))
        .toList();
  }

  private static UsageMetadata usage(Usage usage) {
    return new UsageMetadata(
        count(usage.getPromptTokens()),
        count(usage.getCompletionTokens()),
        count(usage.getTotalTokens()),
        Map.of());
  }

  private static int count(@Nullable Integer tokens) {
    return tokens == null ? 0 : tokens;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  @Override
  public @Nullable ChatResponse decode(dev.bytestore.Generation generation) {
    Message message = generation.message();
    Map<String, @Nullable Object> info = generation.generationInfo();
    if (message == null
        || !message.pythonClass().equals("AIMessage")
        || info == null
        || !(info.get(OURS) instanceof Map<?, ?> ours)
        || !(ours.get(ANSWERS) instanceof List<?> answers)
        || answers.isEmpty()) {
      return null;
    }
    try {
      List<Generation> read = new ArrayList<>();
      for (Object answer : answers) {
        Map<String, @Nullable Object> json = AnswerJson.object(answer);
        read.add(AnswerJson.read(read.isEmpty() ? withText(json, message) : json));
      }
      return new ChatResponse(read, metadata(message, AnswerJson.object(ours.get(METADATA))));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Map<String, @Nullable Object> withText(
      Map<String, @Nullable Object> json, Message message) {
    Map<String, @Nullable Object> whole = new LinkedHashMap<>(json);
    whole.put(AnswerJson.TEXT, Boolean.TRUE.equals(whole.remove(NO_TEXT)) ? null : message.text());
    return whole;
  }

  private static ChatResponseMetadata metadata(
      Message message, Map<String, @Nullable Object> entries) {
    ChatResponseMetadata.Builder metadata = ChatResponseMetadata.builder();
    MetadataJson.readAll(entries)
        .forEach(
            (name, value) -> {
              if (value != null && !CachedMarks.isMark(name)) {
                metadata.keyValue(name, value);
              }
            });
    if (message.id() != null) {
      metadata.id(message.id());
    }
    if (message.responseMetadata().get(MODEL_NAME) instanceof String model) {
      metadata.model(model);
    }
    UsageMetadata usage = message.usageMetadata();
    if (usage != null) {
      metadata.usage(
          new DefaultUsage(
              (int) usage.inputTokens(), (int) usage.outputTokens(), (int) usage.totalTokens()));
    }
    return metadata.build();
  }

  @Override
  public ChatResponse mark(ChatResponse response) {
    return CachedMarks.put(response);
  }
}
