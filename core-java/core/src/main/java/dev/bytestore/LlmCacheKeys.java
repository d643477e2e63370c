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
 * service and a Python service find each other's answers in an {@link LlmCache}. If no Python
 * service uses the cache, you do not need the llm strings: any text that names the model and its
 * parameters will do. The prompt of a text model is the text itself.
 *
 * <pre>{@code
 * String llmString = LlmCacheKeys.chatLlmString(model, Map.of(), null); // model: see below
 * String prompt = LlmCacheKeys.chatPrompt(List.of(Message.human("Why is the sky blue?")));
 * List<Generation> found = cache.blocking().lookup(prompt, llmString);
 * }</pre>
 *
 * <p>Parameters are JSON values, as in {@link Message}. The entries of the parameter map are
 * sorted. In nested maps the order of the entries is part of the text, so use a {@link
 * java.util.LinkedHashMap} there. Numbers keep their type: 1 and 1.0 lead to different texts, so
 * write {@code 0.0} if Python has {@code 0.0}. Pass a Python tuple, set, class or other object as a
 * {@link PythonRepr}:
 *
 * <pre>{@code
 * LlmCacheKeys.chatLlmString(
 *     model, Map.of("response_format", new PythonRepr("<class 'app.models.Person'>")), null)
 * }</pre>
 *
 * <p>The texts may change with every version of LangChain and of the model's package. Strings are
 * escaped as in CPython 3.11. A newer CPython does not escape characters that Unicode added after
 * version 14, so texts with such characters differ.
 */
public final class LlmCacheKeys {

  private LlmCacheKeys() {}

  /**
   * Returns the llm string of a text model, or of a chat model that LangChain cannot serialize. In
   * Python it is {@code str(sorted({**parameters, "stop": stop}.items()))}. For example, {@code
   * llmString(Map.of("model", "m", "temperature", 0.0), null)} returns {@code [('model', 'm'),
   * ('stop', None), ('temperature', 0.0)]}.
   *
   * @param parameters the result of the model's {@code asdict()} in Python ({@code dict()} in older
   *     versions). For a chat model, add the arguments of the call to the same map. An entry {@code
   *     stop} is replaced by the parameter {@code stop}
   * @param stop the stop words (stop sequences) of the call, null if it has none. An empty list
   *     leads to another text than null
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
   * Returns the llm string of a chat model that LangChain can serialize: most chat models. In
   * Python, {@code llm.is_lc_serializable()} is then {@code True}. The text starts with the model
   * as JSON, and ends with {@code ---} and the arguments, such as {@code [('stop', None)]}.
   *
   * @param model the unchanged result of {@code dumpd(model)} in Python. Write it to a JSON file in
   *     Python once, and read that file with a parser that keeps the order of the entries. Python
   *     leaves some of its entries out of the llm string, such as the {@code repr} of a parameter
   *     that it cannot serialize; this method leaves out the same entries
   * @param arguments the arguments of the call, without the stop words
   * @param stop the stop words (stop sequences) of the call, null if it has none. An empty list
   *     leads to another text than null
   * @throws IllegalArgumentException if {@code model} contains an object that is not a JSON value,
   *     or a {@code kwargs} entry that is not a map; or if {@code arguments} contains an object
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
   * Returns the prompt of a chat model: the messages as Python's {@code dumps()} writes them,
   * without their ids and without fields that Python does not know.
   *
   * <p>The prompt depends on the order of the keys inside each message, and that order differs
   * between providers. A message that was looked up in the cache has the order of its provider. So
   * put it into the history unchanged; otherwise Python's prompt for the next turn is another one,
   * and the lookup is a miss.
   *
   * @param messages the conversation so far, in order; may be empty
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
