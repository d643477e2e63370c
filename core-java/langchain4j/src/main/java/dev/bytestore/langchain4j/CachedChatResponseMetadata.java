package dev.bytestore.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a response for which the model was not called. {@link #tokenUsage()} is zero. Id,
 * model name and finish reason are those of the original response. Further fields of a provider's
 * own metadata class are not stored.
 */
public final class CachedChatResponseMetadata extends ChatResponseMetadata {

  private final @Nullable TokenUsage savedTokenUsage;

  private CachedChatResponseMetadata(Builder builder) {
    super(builder);
    this.savedTokenUsage = builder.savedTokenUsage;
  }

  /** Marks {@code response} as one for which the model was not called. */
  static ChatResponse mark(ChatResponse response) {
    return response.metadata() instanceof CachedChatResponseMetadata
        ? response
        : ChatResponse.builder()
            .aiMessage(response.aiMessage())
            .metadata(of(response.metadata()))
            .build();
  }

  private static ChatResponseMetadata of(ChatResponseMetadata original) {
    return new Builder()
        .savedTokenUsage(original.tokenUsage())
        .id(original.id())
        .modelName(original.modelName())
        .finishReason(original.finishReason())
        .tokenUsage(new TokenUsage(0, 0, 0))
        .build();
  }

  /** The token usage of the original response, which this hit saved; null if it is unknown. */
  public @Nullable TokenUsage savedTokenUsage() {
    return savedTokenUsage;
  }

  /** Returns a builder whose result is also a {@code CachedChatResponseMetadata}. */
  @Override
  public ChatResponseMetadata.Builder<?> toBuilder() {
    return toBuilder(new Builder().savedTokenUsage(savedTokenUsage));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof CachedChatResponseMetadata that
        && Objects.equals(savedTokenUsage, that.savedTokenUsage);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), savedTokenUsage);
  }

  @Override
  public String toString() {
    return "Cached%s, saved %s".formatted(super.toString(), savedTokenUsage);
  }

  private static final class Builder extends ChatResponseMetadata.Builder<Builder> {

    private @Nullable TokenUsage savedTokenUsage;

    Builder savedTokenUsage(@Nullable TokenUsage savedTokenUsage) {
      this.savedTokenUsage = savedTokenUsage;
      return this;
    }

    @Override
    public ChatResponseMetadata build() {
      return new CachedChatResponseMetadata(this);
    }
  }
}
