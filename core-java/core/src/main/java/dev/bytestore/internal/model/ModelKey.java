package dev.bytestore.internal.model;

import dev.bytestore.internal.json.JsonWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The key of a response: the prompt and the llm string of an LLM cache. */
public record ModelKey(String prompt, String llmString) {

  /**
   * Returns a key.
   *
   * @param prompt the text of the messages
   * @param llm the version of the format, and everything else that changes a response
   */
  public static ModelKey of(String prompt, Map<String, ? extends @Nullable Object> llm) {
    return new ModelKey(prompt, JsonWriter.writeSorted(llm));
  }

  /** Shows only the sizes, so that no request ends up in a log. */
  @Override
  public String toString() {
    return "ModelKey[prompt of %d characters, llm string of %d]"
        .formatted(prompt.length(), llmString.length());
  }
}
