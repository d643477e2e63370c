package dev.bytestore.internal.langchain;

import static dev.bytestore.internal.json.JsonValues.refusal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Removes the entries of a serialized model that Python leaves out of the llm string. */
public final class SerializedModel {

  private SerializedModel() {}

  /**
   * Returns {@code object} without the entry {@code graph}, and without {@code repr} if Python
   * could not serialize the object. The same entries are removed from the objects directly in its
   * {@code kwargs}, and so on. As in Python, lists and all other entries are not changed.
   *
   * @throws IllegalArgumentException if a {@code kwargs} is not an object; Python fails on it
   */
  public static Map<String, @Nullable Object> cleaned(Map<?, ?> object) {
    Map<String, @Nullable Object> cleaned = new LinkedHashMap<>();
    object.forEach((name, value) -> cleaned.put((String) name, value));
    if ("not_implemented".equals(cleaned.get("type"))) {
      cleaned.remove("repr");
    }
    cleaned.remove("graph");
    if (cleaned.containsKey("kwargs")) {
      if (!(cleaned.get("kwargs") instanceof Map<?, ?> arguments)) {
        throw refusal("model", "has a \"kwargs\" that is not an object; Python fails on it too");
      }
      Map<String, @Nullable Object> cleanedArguments = new LinkedHashMap<>();
      arguments.forEach(
          (name, value) ->
              cleanedArguments.put(
                  (String) name, value instanceof Map<?, ?> map ? cleaned(map) : value));
      cleaned.put("kwargs", cleanedArguments);
    }
    return cleaned;
  }
}
