package dev.bytestore.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of an answer for which no model was asked. Its {@link #tokenUsage()} is zero, as
 * that is what it cost. Id, model name and finish reason are those of the answer when it was given;
 * what a provider's own class held beyond these is not kept.
 */
public final class CachedChatResponseMetadata extends ChatResponseMetadata {

  private final @Nullable TokenUsage savedTokenUsage;

  private CachedChatResponseMetadata(Builder builder) {
    super(builder);
    this.savedTokenUsage = builder.savedTokenUsage;
  }

  /** {@code response} as one for which no model was asked; itself if it is one. */
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

  /** What the answer cost when the model gave it, so what was saved now; null if unknown. */
  public @Nullable TokenUsage savedTokenUsage() {
    return savedTokenUsage;
  }

  /** A builder whose result is marked as this is. */
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
