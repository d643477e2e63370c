package dev.bytestore.spring.ai;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * Marks responses for which the model was not called. The marks are entries of the response's
 * metadata and not a class, because advisors of a {@code ChatClient} copy responses entry by entry.
 */
final class CachedMarks {

  private static final String PREFIX = "bytestore.";
  private static final String CACHED = PREFIX + "cached";
  private static final String SAVED_USAGE = PREFIX + "saved-usage";

  private CachedMarks() {}

  static boolean isOn(@Nullable ChatResponseMetadata metadata) {
    return metadata != null && Boolean.TRUE.equals(metadata.get(CACHED));
  }

  static boolean isMark(String name) {
    return name.startsWith(PREFIX);
  }

  static @Nullable Usage savedUsage(@Nullable ChatResponseMetadata metadata) {
    return metadata != null && metadata.get(SAVED_USAGE) instanceof Usage usage ? usage : null;
  }

  /** The usage of the call that made the response, also if that was a call of another cache. */
  static @Nullable Usage originalUsage(ChatResponseMetadata metadata) {
    return isOn(metadata) ? savedUsage(metadata) : metadata.getUsage();
  }

  /** Returns {@code response} with the marks and a usage of zero. */
  static ChatResponse put(ChatResponse response) {
    ChatResponseMetadata metadata = response.getMetadata();
    if (isOn(metadata)) {
      return response;
    }
    ChatResponseMetadata.Builder marked = ChatResponseMetadata.builder();
    if (metadata != null) {
      marked
          .id(metadata.getId())
          .model(metadata.getModel())
          .rateLimit(metadata.getRateLimit())
          .promptMetadata(metadata.getPromptMetadata());
      for (Map.Entry<String, Object> entry : metadata.entrySet()) {
        marked.keyValue(entry.getKey(), entry.getValue());
      }
      if (isReported(metadata.getUsage())) {
        marked.keyValue(SAVED_USAGE, metadata.getUsage());
      }
    }
    marked.keyValue(CACHED, true).usage(new DefaultUsage(0, 0, 0));
    return new ChatResponse(response.getResults(), marked.build());
  }

  /** Spring AI has no usage that is absent: one that the model did not report is zero. */
  static boolean isReported(@Nullable Usage usage) {
    return usage != null
        && (isPositive(usage.getPromptTokens())
            || isPositive(usage.getCompletionTokens())
            || isPositive(usage.getTotalTokens()));
  }

  private static boolean isPositive(@Nullable Integer tokens) {
    return tokens != null && tokens > 0;
  }
}
