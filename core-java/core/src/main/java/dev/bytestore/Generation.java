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
 *
 * <p>If the cache is shared with Python, use {@code chat} for the answers of chat models and {@link
 * #of} for those of text models, as Python does. Otherwise choose freely.
 *
 * <p>Two generations are equal if their text, message, generation info and {@link #isChunk()} are
 * equal. The order of the entries of a map does not matter, but the numbers 1 and 1.0 differ.
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

  /** Creates a generation of a text, which may be empty: Python's {@code Generation}. */
  public static Generation of(String text) {
    return new Generation(Objects.requireNonNull(text, "text"), null, null, false);
  }

  /**
   * Creates a generation of an AI message with the content {@code text}: Python's {@code
   * ChatGeneration}.
   */
  public static Generation chat(String text) {
    return chat(Message.ai(text));
  }

  /**
   * Creates a generation of a message: Python's {@code ChatGeneration}.
   *
   * @throws IllegalArgumentException if the text of the message cannot be computed, as in Python:
   *     the content has a block with a field {@code text} but without a {@code type}, and in such a
   *     block or in one of the type {@code text}, the field {@code text} is not a string
   */
  public static Generation chat(Message message) {
    Objects.requireNonNull(message, "message");
    return new Generation(textOf(message), null, message, false);
  }

  /**
   * Returns the text. For a message whose content is a string, this is the content. If the content
   * is a list of blocks, it is the texts of the blocks of type {@code text} and of blocks without a
   * type, without separators. Empty if there is no text.
   */
  public String text() {
    return text;
  }

  /**
   * Returns the message, with its tool calls and token counts. Null if this is a generation of a
   * text.
   */
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

  /** Returns whether this is a piece of a stream, which LangChain calls a chunk. */
  public boolean isChunk() {
    return chunk;
  }

  /**
   * Returns a copy with this {@code generationInfo}. If it is null, the copy has none. An empty map
   * is not the same as null.
   *
   * @throws IllegalArgumentException if {@code generationInfo} contains an object that is not a
   *     JSON value, as in {@link Message}; null values are allowed
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
