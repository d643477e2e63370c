package dev.bytestore.spring.ai;

import dev.bytestore.internal.model.FinishReasons;
import dev.bytestore.internal.model.NotCacheableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AbstractMessage;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * Joins the chunks of a stream to the response that {@code call} would have returned. If the chunks
 * are not parts of one text, such as a reasoning and its answer, there is no such response.
 *
 * <p>Not thread-safe: the signals of a stream come one after the other.
 */
final class StreamedResponse {

  private static final int MAX_CHARACTERS = 32 << 20;

  private StringBuilder text = new StringBuilder();
  private boolean hasText;
  private final List<AssistantMessage.ToolCall> toolCalls = new ArrayList<>();
  private final StreamedMetadata properties = new StreamedMetadata(/* isInEachChunk= */ true);
  private final StreamedMetadata generation = new StreamedMetadata(/* isInEachChunk= */ false);
  private final Set<String> contentFilters = new LinkedHashSet<>();
  private final Map<String, Object> entries = new LinkedHashMap<>();
  private @Nullable String finishReason;
  private String id = "";
  private String model = "";
  private int promptTokens;
  private int completionTokens;
  private int totalTokens;
  private boolean isEmpty = true;
  private @Nullable NotCacheableException failure;

  /** Adds a chunk. This never throws, because the stream goes on in any case. */
  void add(ChatResponse chunk) {
    if (failure != null) {
      return;
    }
    try {
      requireOneAnswer(chunk.getResults());
      requireNotFinished(chunk.getResults());
      for (Generation piece : chunk.getResults()) {
        add(piece);
      }
      add(chunk.getMetadata());
    } catch (NotCacheableException e) {
      fail(e);
    } catch (Throwable e) { // A provider's own classes may do anything, and memory may be full.
      fail(new NotCacheableException("a chunk that cannot be read: " + e.getClass().getName()));
    }
  }

  private void fail(NotCacheableException reason) {
    failure = reason;
    text = new StringBuilder(); // so that it can be collected
  }

  /** Several texts may be alternatives. Models may send a text and its tool calls separately. */
  private static void requireOneAnswer(List<Generation> pieces) {
    long texts = pieces.stream().filter(piece -> hasText(piece.getOutput())).count();
    long calls = pieces.stream().filter(piece -> piece.getOutput().hasToolCalls()).count();
    if (texts > 1 || calls > 1) {
      throw new NotCacheableException("a chunk with several generations");
    }
  }

  /** Some clients make up a reason in each chunk, so that it says nothing about the end. */
  private void requireNotFinished(List<Generation> pieces) {
    if (finishReason != null
        && pieces.stream()
            .map(Generation::getOutput)
            .anyMatch(message -> hasText(message) || message.hasToolCalls())) {
      throw new NotCacheableException("a stream that goes on after a finish reason");
    }
  }

  private static boolean hasText(AssistantMessage message) {
    return message.getText() != null && !message.getText().isEmpty();
  }

  private void add(Generation piece) {
    AssistantMessage message = piece.getOutput();
    AnswerJson.requireNoFurtherState(message);
    add(piece.getMetadata());
    Map<String, @Nullable Object> own = new LinkedHashMap<>(message.getMetadata());
    own.remove(AbstractMessage.MESSAGE_TYPE);
    String given = message.getText();
    hasText |= given != null;
    isEmpty = false;
    if ((given == null || given.isEmpty()) && !message.hasToolCalls() && own.isEmpty()) {
      return;
    }
    properties.add(own);
    if (given != null) {
      if (text.length() + given.length() > MAX_CHARACTERS) {
        throw new NotCacheableException(
            "a stream of more than %d characters".formatted(MAX_CHARACTERS));
      }
      text.append(given);
    }
    for (AssistantMessage.ToolCall call : message.getToolCalls()) {
      if (call.name() == null || call.name().isBlank()) {
        throw new NotCacheableException("a stream with an incomplete tool call");
      }
      toolCalls.add(call);
    }
  }

  private void add(ChatGenerationMetadata metadata) {
    if (FinishReasons.isPresent(metadata.getFinishReason())) {
      finishReason = metadata.getFinishReason();
    }
    contentFilters.addAll(metadata.getContentFilters());
    Map<String, @Nullable Object> own = new LinkedHashMap<>();
    metadata.entrySet().forEach(entry -> own.put(entry.getKey(), entry.getValue()));
    generation.add(own);
  }

  private void add(@Nullable ChatResponseMetadata metadata) {
    if (metadata == null) {
      return;
    }
    id = isPresent(metadata.getId()) ? metadata.getId() : id;
    model = isPresent(metadata.getModel()) ? metadata.getModel() : model;
    metadata.entrySet().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    Usage usage = metadata.getUsage();
    if (usage != null) {
      promptTokens = positive(usage.getPromptTokens(), promptTokens);
      completionTokens = positive(usage.getCompletionTokens(), completionTokens);
      totalTokens = positive(usage.getTotalTokens(), totalTokens);
    }
  }

  private static int positive(@Nullable Integer given, int otherwise) {
    return given != null && given > 0 ? given : otherwise;
  }

  private static boolean isPresent(@Nullable String text) {
    return text != null && !text.isBlank();
  }

  /**
   * Returns the response of the stream, which has ended.
   *
   * @throws NotCacheableException if the chunks cannot be joined, or if none of them says why the
   *     model finished: then a part may be missing
   */
  @SuppressWarnings({"NullAway", "unchecked"}) // Spring AI takes null, but 1.1 is not annotated.
  ChatResponse whole() {
    if (failure != null) {
      throw failure;
    }
    ChatResponseMetadata.Builder metadata =
        ChatResponseMetadata.builder()
            .id(id)
            .model(model)
            .usage(new DefaultUsage(promptTokens, completionTokens, totalTokens));
    entries.forEach(metadata::keyValue);
    if (!isEmpty && finishReason == null) {
      // OpenAI's client ends the stream normally if the connection is closed in the middle.
      throw new NotCacheableException("a stream without a finish reason");
    }
    if (isEmpty) {
      return new ChatResponse(List.of(), metadata.build());
    }
    AssistantMessage message =
        AssistantMessage.builder()
            .content(hasText ? text.toString() : null)
            .properties((Map<String, Object>) (Map<String, ?>) properties.whole())
            .toolCalls(List.copyOf(toolCalls))
            .build();
    ChatGenerationMetadata generationMetadata =
        ChatGenerationMetadata.builder()
            .finishReason(finishReason)
            .contentFilters(contentFilters)
            .metadata((Map<String, Object>) (Map<String, ?>) generation.whole())
            .build();
    return new ChatResponse(List.of(new Generation(message, generationMetadata)), metadata.build());
  }
}
