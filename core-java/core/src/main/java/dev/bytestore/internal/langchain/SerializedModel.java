package dev.bytestore.internal.langchain;

import static dev.bytestore.internal.json.JsonValues.refusal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Removes what Python leaves out of a serialized model when it makes the llm string. */
public final class SerializedModel {

  private SerializedModel() {}

  /**
   * {@code object} as it goes into the llm string. It and the objects directly in its {@code
   * kwargs}, and so on in turn, lose the entry {@code graph}, and also {@code repr} if Python could
   * not serialize them. As in Python, lists and all other entries stay as they are.
   *
   * @throws IllegalArgumentException if its arguments are not an object, on which Python fails
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
        throw refusal("model", "has a \"kwargs\" that is not an object, on which Python fails");
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
