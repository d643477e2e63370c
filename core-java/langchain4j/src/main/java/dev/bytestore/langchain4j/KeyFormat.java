package dev.bytestore.langchain4j;

import dev.bytestore.internal.model.CanonicalJson;
import dev.bytestore.internal.model.NotCacheableException;
import dev.bytestore.internal.model.ObjectFields;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The text of the keys; {@code docs/langchain4j-keys.md} describes it. */
final class KeyFormat {

  /**
   * The version of the format. It is part of every key that has no counterpart in Python, and has
   * to change whenever the keys of unchanged requests would.
   */
  static final String VERSION = "bytestore-langchain4j-3";

  /**
   * Classes of LangChain4j without fields. {@code reflect-config.json} registers them: if a newer
   * version adds fields, a native image shows them.
   */
  static final Set<String> WITHOUT_FIELDS =
      Set.of(
          "dev.langchain4j.model.anthropic.internal.client.AnthropicClient",
          "dev.langchain4j.model.chat.request.json.JsonNullSchema",
          "dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel",
          "dev.langchain4j.model.mistralai.internal.client.MistralAiClient",
          "dev.langchain4j.model.ollama.OllamaStreamingChatModel",
          "dev.langchain4j.model.openai.internal.OpenAiClient");

  static final ObjectFields FIELDS = new ObjectFields(WITHOUT_FIELDS);

  private static final CanonicalJson REQUESTS =
      new CanonicalJson(FIELDS, RequestFields::valueInKey);

  private KeyFormat() {}

  /**
   * Returns the canonical JSON of {@code value}, which is part of a request.
   *
   * @throws NotCacheableException if it has none, see {@link CanonicalJson#of}
   */
  static String json(@Nullable Object value) {
    return REQUESTS.of(value);
  }

  /** Returns what {@link #json} writes as lists and maps, for use as part of other JSON. */
  static @Nullable Object tree(@Nullable Object value) {
    return REQUESTS.tree(value);
  }
}
