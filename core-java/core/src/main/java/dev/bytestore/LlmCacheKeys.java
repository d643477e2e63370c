package dev.bytestore;

import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.JsonWriter;
import dev.bytestore.internal.json.PythonText;
import dev.bytestore.internal.langchain.LangChainJson;
import dev.bytestore.internal.langchain.LangChainObject;
import dev.bytestore.internal.langchain.MessageFields;
import dev.bytestore.internal.langchain.PythonClass;
import dev.bytestore.internal.langchain.SerializedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the prompts and llm strings that LangChain's Python models use as keys, so that a JVM
 * service and a Python service find each other's answers in an {@link LlmCache}.
 *
 * <p>Parameters are JSON values, as in {@link Message}. Their keys are sorted at the top level. In
 * nested maps the order of the keys is part of the text, so use a {@link java.util.LinkedHashMap}
 * there. Pass a Python tuple, set, class or other object as a {@link PythonRepr}:
 *
 * <pre>{@code
 * LlmCacheKeys.chatLlmString(
 *     model, Map.of("response_format", new PythonRepr("<class 'app.models.Person'>")), null)
 * }</pre>
 *
 * <p>Strings are escaped as in CPython 3.11. The texts differ from those of a newer Python version
 * if they contain characters that Unicode added after version 14, because that version does not
 * escape them.
 */
public final class LlmCacheKeys {

  private LlmCacheKeys() {}

  /**
   * Returns the llm string of a text model, or of a chat model that LangChain cannot serialize. In
   * Python it is {@code str(sorted({**parameters, "stop": stop}.items()))}.
   *
   * @param parameters the result of the model's {@code dict()} in Python; for a chat model also the
   *     arguments of the call
   * @param stop the stop words of the call, null if it has none
   * @throws IllegalArgumentException if a parameter is or contains an object that is neither a JSON
   *     value nor a {@link PythonRepr}
   */
  public static String llmString(
      Map<String, ? extends @Nullable Object> parameters, @Nullable List<String> stop) {
    return llmString(parameters, "parameters", stop);
  }

  private static String llmString(
      Map<String, ? extends @Nullable Object> parameters,
      String what,
      @Nullable List<String> stop) {
    Objects.requireNonNull(parameters, what);
    Map<String, @Nullable Object> sorted = new TreeMap<>(PythonText.BY_CODE_POINT);
    parameters.forEach(
        (name, value) ->
            sorted.put(Objects.requireNonNull(name, () -> what + ": a key is null"), value));
    sorted.put("stop", stop);
    StringBuilder text = new StringBuilder("[");
    sorted.forEach(
        (name, value) ->
            text.append(text.length() == 1 ? "(" : ", (")
                .append(PythonText.repr(name))
                .append(", ")
                .append(reprOf(value, JsonValues.nameOf(name, what)))
                .append(')'));
    return text.append(']').toString();
  }

  private static String reprOf(@Nullable Object value, String field) {
    return PythonText.repr(
        value, field, other -> other instanceof PythonRepr repr ? repr.text() : null);
  }

  /**
   * Returns the llm string of a chat model that LangChain can serialize, as it can most models.
   *
   * @param model the unchanged result of {@code dumpd(model)} in Python. Python leaves some of its
   *     entries out of the llm string, such as the {@code repr} of a parameter that it cannot
   *     serialize; this method leaves out the same entries
   * @param arguments the arguments of the call, without the stop words
   * @param stop the stop words of the call, null if it has none
   * @throws IllegalArgumentException if {@code model} contains an object that is not a JSON value,
   *     or an entry {@code kwargs} that is not a map; or if {@code arguments} contains an object
   *     that is neither a JSON value nor a {@link PythonRepr}
   */
  public static String chatLlmString(
      Map<String, ? extends @Nullable Object> model,
      Map<String, ? extends @Nullable Object> arguments,
      @Nullable List<String> stop) {
    String serialized =
        JsonWriter.writeSorted(SerializedModel.cleaned(JsonValues.copyOf(model, "model")));
    return serialized + "---" + llmString(arguments, "arguments", stop);
  }

  /**
   * Returns the prompt of a chat model: the messages as Python writes them, without their ids and
   * without fields that Python does not know.
   *
   * <p>The prompt depends on the order of the keys inside each message, and that order differs
   * between providers. A message that was looked up in the cache has the order of its provider, so
   * put it into the history unchanged.
   *
   * @param messages the conversation so far, in order
   */
  public static String chatPrompt(List<Message> messages) {
    List<LangChainObject> objects = new ArrayList<>();
    for (Message message : Arguments.withoutNulls(messages, "messages")) {
      PythonClass type = PythonClass.message(message.pythonClass());
      Map<String, @Nullable Object> fields = MessageFields.known(type, message.fields());
      fields.remove("id");
      objects.add(new LangChainObject(type, fields));
    }
    return LangChainJson.dumps(objects);
  }
}
