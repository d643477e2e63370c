package dev.bytestore;

import dev.bytestore.internal.json.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a model as LangChain stores it in a cache: a text or a chat message. Immutable.
 *
 * <pre>{@code
 * Generation.of("fizz")
 * Generation.chat("Hi").withGenerationInfo(Map.of("finish_reason", "stop"))
 * Generation.chat(Message.ai("Hi").withUsageMetadata(UsageMetadata.of(11, 7)))
 * }</pre>
 */
public final class Generation {

  private final String text;
  private final @Nullable Map<String, @Nullable Object> generationInfo;
  private final @Nullable Message message;
  private final boolean chunk;

  private Generation(
      String text,
      @Nullable Map<String, @Nullable Object> generationInfo,
      @Nullable Message message,
      boolean chunk) {
    this.text = text;
    this.generationInfo = generationInfo;
    this.message = message;
    this.chunk = chunk;
  }

  /** Returns a text: Python's {@code Generation}. */
  public static Generation of(String text) {
    return new Generation(Objects.requireNonNull(text, "text"), null, null, false);
  }

  /** Returns an AI message with the content {@code text}: Python's {@code ChatGeneration}. */
  public static Generation chat(String text) {
    return chat(Message.ai(text));
  }

  /**
   * Returns a message: Python's {@code ChatGeneration}.
   *
   * @throws IllegalArgumentException if the content has a block without a type, and the {@code
   *     text} of that block or of a text block is not a string; Python fails on such a message
   */
  public static Generation chat(Message message) {
    Objects.requireNonNull(message, "message");
    return new Generation(textOf(message), null, message, false);
  }

  /**
   * Returns the text. For a message this is its content, or the texts of its blocks one after the
   * other, including those of blocks that have a text but no type. Empty if there is no text.
   */
  public String text() {
    return text;
  }

  /** Returns the message, or null if this is a text. */
  public @Nullable Message message() {
    return message;
  }

  /**
   * Returns what the provider reported about the answer, such as the reason why it ended, or null.
   * The values are JSON values, as in {@link Message}. The map cannot be modified.
   */
  public @Nullable Map<String, @Nullable Object> generationInfo() {
    return generationInfo;
  }

  /** Returns whether this is a piece of a stream: a chunk, in LangChain's words. */
  public boolean isChunk() {
    return chunk;
  }

  /**
   * Returns a copy with this information, or without any if {@code generationInfo} is null.
   *
   * @throws IllegalArgumentException if {@code generationInfo} contains an object that is not a
   *     JSON value
   */
  public Generation withGenerationInfo(
      @Nullable Map<String, ? extends @Nullable Object> generationInfo) {
    Map<String, @Nullable Object> copy =
        generationInfo == null ? null : JsonValues.copyOf(generationInfo, "generationInfo");
    return new Generation(text, copy, message, chunk);
  }

  /**
   * Returns a copy that is a piece of a stream: Python's {@code GenerationChunk} or {@code
   * ChatGenerationChunk}.
   *
   * @throws IllegalArgumentException if the message is not a chunk; Python would refuse it
   */
  public Generation asChunk() {
    if (message != null && !message.isChunk()) {
      throw new IllegalArgumentException(
          "message: %s is not a chunk; use a class such as AIMessageChunk"
              .formatted(message.pythonClass()));
    }
    return new Generation(text, generationInfo, message, true);
  }

  /** As in Python's {@code ChatGeneration}, blocks with a text and no type count as texts. */
  private static String textOf(Message message) {
    List<?> blocks = message.blocks();
    if (blocks.stream().noneMatch(Generation::isUntypedText)) {
      return message.text();
    }
    StringBuilder texts = new StringBuilder();
    for (Object block : blocks) {
      if (block instanceof String whole) {
        texts.append(whole);
      } else if (block instanceof Map<?, ?> map
          && (isUntypedText(map) || "text".equals(map.get("type")))) {
        Object text = map.containsKey("text") ? map.get("text") : "";
        if (!(text instanceof String part)) {
          throw new IllegalArgumentException(
              "message.content: the text of a block is not a string");
        }
        texts.append(part);
      }
    }
    return texts.toString();
  }

  private static boolean isUntypedText(Object block) {
    return block instanceof Map<?, ?> map && map.get("type") == null && map.containsKey("text");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Generation generation
        && chunk == generation.chunk
        && text.equals(generation.text)
        && Objects.equals(message, generation.message)
        && Objects.equals(generationInfo, generation.generationInfo);
  }

  @Override
  public int hashCode() {
    return Objects.hash(chunk, text, message, generationInfo);
  }

  /** Shows only the class and sizes, because answers do not belong in a log. */
  @Override
  public String toString() {
    String kind = (message == null ? "Generation" : "ChatGeneration") + (chunk ? "Chunk" : "");
    return "%s[%s]"
        .formatted(
            kind, message == null ? "text of %d characters".formatted(text.length()) : message);
  }
}
