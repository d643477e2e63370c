package dev.bytestore.internal.model;

import dev.bytestore.internal.json.JsonWriter;
import java.util.Map;
import java.util.function.Function;
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

  /**
   * Returns the text that a user's function makes of the options of a request.
   *
   * @param name that of the function
   * @throws NotCacheableException if {@code function} returns null: then all options that it
   *     returns null for would have the same key
   */
  public static <T extends @Nullable Object> String ownText(
      String name, Function<? super T, String> function, T options) {
    String text = function.apply(options);
    if (text == null) {
      throw new NotCacheableException("a request for which %s returned null".formatted(name));
    }
    return text;
  }

  /** Shows only the sizes, so that no request ends up in a log. */
  @Override
  public String toString() {
    return "ModelKey[prompt of %d characters, llm string of %d]"
        .formatted(prompt.length(), llmString.length());
  }
}
