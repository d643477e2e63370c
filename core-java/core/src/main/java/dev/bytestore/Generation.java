package dev.bytestore;

import dev.bytestore.internal.json.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a model, as LangChain keeps it in a cache: a text, or a chat message. Immutable.
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

  /** A text: Python's {@code Generation}. */
  public static Generation of(String text) {
    return new Generation(Objects.requireNonNull(text, "text"), null, null, false);
  }

  /** An AI message of that text: Python's {@code ChatGeneration}. */
  public static Generation chat(String text) {
    return chat(Message.ai(text));
  }

  /**
   * A message: Python's {@code ChatGeneration}.
   *
   * @throws IllegalArgumentException if Python cannot make out its text: of the blocks without a
   *     type one has a {@code text} that is none
   */
  public static Generation chat(Message message) {
    Objects.requireNonNull(message, "message");
    return new Generation(textOf(message), null, message, false);
  }

  /** The text; of a message that of its content, or the texts among its blocks. */
  public String text() {
    return text;
  }

  /** The message, null for a text. */
  public @Nullable Message message() {
    return message;
  }

  /** What the provider said of it, null if nothing. Values as in {@link Message}. */
  public @Nullable Map<String, @Nullable Object> generationInfo() {
    return generationInfo;
  }

  /** Whether Python made it as a piece of a stream; a cache keeps it as one. */
  public boolean isChunk() {
    return chunk;
  }

  /**
   * A copy with that information, or none.
   *
   * @throws IllegalArgumentException if it holds something that is no value of JSON
   */
  public Generation withGenerationInfo(
      @Nullable Map<String, ? extends @Nullable Object> generationInfo) {
    Map<String, @Nullable Object> copy =
        generationInfo == null ? null : JsonValues.copyOf(generationInfo, "generationInfo");
    return new Generation(text, copy, message, chunk);
  }

  /**
   * This as Python's {@code GenerationChunk} or {@code ChatGenerationChunk}.
   *
   * @throws IllegalArgumentException if its message is not a chunk: Python would refuse it
   */
  public Generation asChunk() {
    if (message != null && !message.isChunk()) {
      throw new IllegalArgumentException("message: not a chunk");
    }
    return new Generation(text, generationInfo, message, true);
  }

  /** As Python's {@code ChatGeneration} does it: blocks with a text and no type count as texts. */
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
          throw new IllegalArgumentException("message.content: a block's text is none");
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

  /** Kind and sizes only: what a model answers does not belong in a log. */
  @Override
  public String toString() {
    String kind = (message == null ? "Generation" : "ChatGeneration") + (chunk ? "Chunk" : "");
    return "%s[%s]"
        .formatted(
            kind, message == null ? "text of %d characters".formatted(text.length()) : message);
  }
}
