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
 * The prompts and llm strings under which LangChain's Python models file their answers, for a JVM
 * that wants to find them there. An LLM cache itself takes both as they are.
 *
 * <p>Parameters are values of JSON as in {@link Message}. The order of nested maps is part of the
 * text, so use a {@link java.util.LinkedHashMap} for them; keys at the top are sorted. Give a
 * Python tuple, set, class or other object as a {@link PythonRepr}:
 *
 * <pre>{@code
 * LlmCacheKeys.chatLlmString(
 *     model, Map.of("response_format", new PythonRepr("<class 'app.models.Person'>")), null)
 * }</pre>
 *
 * <p>Strings are escaped as CPython 3.11 escapes them. Newer versions of Python do not escape the
 * characters that Unicode added after version 14.
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
   * @throws IllegalArgumentException if a parameter holds something that is neither a value of JSON
   *     nor a {@link PythonRepr}
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
        (name, value) -> sorted.put(Objects.requireNonNull(name, () -> what + ": a key"), value));
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
   * The llm string of a chat model that LangChain can serialize, as most can.
   *
   * @param model what {@code dumpd(model)} gives in Python. Python leaves some entries of it out of
   *     the llm string, such as the {@code repr} of a parameter that it cannot serialize; this
   *     method leaves out the same ones.
   * @param arguments the arguments of the call, without the stop words
   * @param stop the stop words of the call, null if it has none
   * @throws IllegalArgumentException if {@code model} holds something that is no value of JSON, or
   *     an entry {@code kwargs} on which Python fails; if {@code arguments} holds something that is
   *     neither a value of JSON nor a {@link PythonRepr}
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
   * The prompt of a chat model: the messages as Python writes them, without their ids and without
   * the fields that Python does not know.
   *
   * <p>Python's prompt depends on the order of the keys inside each message, and providers differ
   * in it. An answer that was looked up in the cache has the order in which its provider's class
   * filled it, so put that message into the history as it is.
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
