package dev.bytestore;

import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.JsonWriter;
import dev.bytestore.internal.json.PythonText;
import dev.bytestore.internal.langchain.LangChainJson;
import dev.bytestore.internal.langchain.LangChainObject;
import dev.bytestore.internal.langchain.MessageFields;
import dev.bytestore.internal.langchain.PythonClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The prompts and llm strings under which LangChain's Python models file their answers, for a JVM
 * that wants to find them there. An LLM cache itself takes both as they are.
 *
 * <p>Parameters are values of JSON as in {@link Message}. The order of nested maps is part of the
 * text, so a {@link java.util.LinkedHashMap} is wanted there; at the top, keys are sorted. A Python
 * tuple, set or other object has no counterpart here.
 */
public final class LlmCacheKeys {

  private LlmCacheKeys() {}

  /**
   * The llm string of a text model, and of a chat model that LangChain cannot serialize: Python's
   * {@code str(sorted({**parameters, "stop": stop}.items()))}.
   *
   * @param parameters what the model's {@code dict()} gives, and for a chat model also the
   *     arguments of the call
   * @param stop the stop words of the call, null if it has none
   * @throws IllegalArgumentException if a parameter is no value of JSON
   */
  public static String llmString(
      Map<String, ? extends @Nullable Object> parameters, @Nullable List<String> stop) {
    Objects.requireNonNull(parameters, "parameters");
    Map<String, @Nullable Object> sorted = new TreeMap<>(PythonText.BY_CODE_POINT);
    parameters.forEach((name, value) -> sorted.put(name, JsonValues.copyOf(value, name)));
    sorted.put("stop", JsonValues.copyOf(stop, "stop"));
    StringBuilder text = new StringBuilder("[");
    sorted.forEach(
        (name, value) ->
            text.append(text.length() == 1 ? "(" : ", (")
                .append(PythonText.repr(name))
                .append(", ")
                .append(PythonText.repr(value))
                .append(')'));
    return text.append(']').toString();
  }

  /**
   * The llm string of a chat model that LangChain can serialize, as most can.
   *
   * @param model what {@code dumpd(model)} gives in Python, without the entries {@code graph}, and
   *     without {@code repr} in objects of the type {@code not_implemented}
   * @param arguments the arguments of the call, without the stop words
   * @param stop the stop words of the call, null if it has none
   * @throws IllegalArgumentException if one of these holds something that is no value of JSON
   */
  public static String chatLlmString(
      Map<String, ? extends @Nullable Object> model,
      Map<String, ? extends @Nullable Object> arguments,
      @Nullable List<String> stop) {
    String serialized = JsonWriter.writeSorted(JsonValues.copyOf(model, "model"));
    return serialized + "---" + llmString(arguments, stop);
  }

  /**
   * The prompt of a chat model: the messages as Python writes them, without their ids and without
   * the fields that Python does not know.
   *
   * <p>Python's prompt depends on the order of the keys inside each message, and providers differ
   * in it. An answer that was looked up in the cache has the order in which its provider's class
   * filled it, so put that message into the history as it is.
   */
  public static String chatPrompt(List<Message> messages) {
    List<LangChainObject> objects = new ArrayList<>(messages.size());
    for (Message message : messages) {
      PythonClass type = PythonClass.message(message.pythonClass());
      Map<String, @Nullable Object> fields = MessageFields.known(type, message.fields());
      fields.remove("id");
      objects.add(new LangChainObject(type, fields));
    }
    return LangChainJson.dumps(objects);
  }
}
