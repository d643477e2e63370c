package dev.bytestore;

import dev.bytestore.internal.Arguments;
import dev.bytestore.internal.langchain.MessageFields;
import dev.bytestore.internal.langchain.PythonClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A chat message of LangChain's Python classes. Immutable: each {@code with} method returns a copy.
 *
 * <pre>{@code
 * Message.ai("").withToolCalls(List.of(new ToolCall("weather", Map.of("city", "Oslo"), "call_1")))
 * }</pre>
 *
 * <p>Fields are checked as the Python class checks them. If one is missing or has a wrong type, an
 * {@link IllegalArgumentException} names it, but not its content. Unknown fields are kept. Only AI
 * messages can have tool calls and token counts.
 *
 * <p>Values are JSON values: null, {@code Boolean}, {@code String}, numbers, {@code List}, and
 * {@code Map} with string keys, nested at most 100 levels deep. Other objects are refused. Values
 * are copied; lists and maps that a method returns cannot be modified. Integer types become a
 * {@code Long}, or a {@code BigInteger} if needed; other numbers become a {@code Double}.
 */
public final class Message {

  private final PythonClass type;
  private final Map<String, @Nullable Object> fields;

  private Message(PythonClass type, Map<String, @Nullable Object> checkedFields) {
    this.type = type;
    this.fields = checkedFields;
  }

  private static Message make(PythonClass type, Map<String, ? extends @Nullable Object> fields) {
    return new Message(type, MessageFields.check(type, fields));
  }

  /** Creates an answer of a model: Python's {@code AIMessage}. */
  public static Message ai(String text) {
    return ofText(PythonClass.AI_MESSAGE, text);
  }

  /** Creates a message of a user: Python's {@code HumanMessage}. */
  public static Message human(String text) {
    return ofText(PythonClass.HUMAN_MESSAGE, text);
  }

  /** Creates an instruction to a model: Python's {@code SystemMessage}. */
  public static Message system(String text) {
    return ofText(PythonClass.SYSTEM_MESSAGE, text);
  }

  /** Creates the result of the tool call with this id: Python's {@code ToolMessage}. */
  public static Message tool(String text, String toolCallId) {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(toolCallId, "toolCallId");
    return make(PythonClass.TOOL_MESSAGE, Map.of("content", text, "tool_call_id", toolCallId));
  }

  /**
   * Creates a message of any class except {@code RemoveMessage}, also of a chunk class.
   *
   * @param pythonClass the name of the class in {@code langchain_core.messages}, such as {@code
   *     ChatMessage} or {@code AIMessageChunk}
   * @param fields the arguments of the Python constructor by name. Nested maps keep their order
   * @throws IllegalArgumentException if there is no such class or a field is not valid
   */
  public static Message of(String pythonClass, Map<String, ? extends @Nullable Object> fields) {
    Objects.requireNonNull(pythonClass, "pythonClass");
    Objects.requireNonNull(fields, "fields");
    return make(PythonClass.message(pythonClass), fields);
  }

  private static Message ofText(PythonClass type, String text) {
    Objects.requireNonNull(text, "text");
    return make(type, Map.of("content", text));
  }

  /** Returns the name of the class in Python, such as {@code AIMessage}. */
  public String pythonClass() {
    return type.pythonName();
  }

  /** Returns the field {@code type}, such as {@code ai} or {@code human}. */
  public String type() {
    return (String) Objects.requireNonNull(fields.get("type"));
  }

  /** Returns whether this is a piece of a stream, which LangChain calls a chunk. */
  public boolean isChunk() {
    return type.isChunk();
  }

  /** Returns the content if it is a string, else the texts of its blocks, without separators. */
  public String text() {
    if (content() instanceof String text) {
      return text;
    }
    StringBuilder texts = new StringBuilder();
    for (Object block : blocks()) {
      if (block instanceof String text) {
        texts.append(text);
      } else if (block instanceof Map<?, ?> map
          && "text".equals(map.get("type"))
          && map.get("text") instanceof String text) {
        texts.append(text);
      }
    }
    return texts.toString();
  }

  /** Returns a {@code String}, or a {@code List} of blocks, each a string or a map. */
  public Object content() {
    return Objects.requireNonNull(fields.get("content"));
  }

  /**
   * Returns the tool calls that the model asks for; empty if this is not an AI message. The calls
   * of a chunk with {@code tool_call_chunks} are parsed from that field, as in Python.
   */
  public List<ToolCall> toolCalls() {
    List<ToolCall> calls = new ArrayList<>();
    for (Map<?, ?> call : calls("tool_calls")) {
      calls.add(
          new ToolCall(
              (String) Objects.requireNonNull(call.get("name")),
              asObject(call.get("args")),
              (String) call.get("id")));
    }
    return List.copyOf(calls);
  }

  /** Returns the tool calls that could not be parsed; empty if this is not an AI message. */
  public List<InvalidToolCall> invalidToolCalls() {
    List<InvalidToolCall> calls = new ArrayList<>();
    for (Map<?, ?> call : calls("invalid_tool_calls")) {
      calls.add(
          new InvalidToolCall(
              (String) call.get("name"),
              (String) call.get("args"),
              (String) call.get("id"),
              (String) call.get("error")));
    }
    return List.copyOf(calls);
  }

  /** Returns the token counts, or null if they are not known or if this is not an AI message. */
  public @Nullable UsageMetadata usageMetadata() {
    return isAi() && fields.get("usage_metadata") instanceof Map<?, ?> usage
        ? UsageMetadata.ofFields(usage)
        : null;
  }

  /** Returns the field {@code additional_kwargs}: further parts of the message. May be empty. */
  public Map<String, @Nullable Object> additionalKwargs() {
    return asObject(fields.get("additional_kwargs"));
  }

  /** Returns the field {@code response_metadata}, such as the model's name. May be empty. */
  public Map<String, @Nullable Object> responseMetadata() {
    return asObject(fields.get("response_metadata"));
  }

  /** Returns the id of this message, or null. */
  public @Nullable String id() {
    return (String) fields.get("id");
  }

  /** Returns the name of the author, or null. */
  public @Nullable String name() {
    return (String) fields.get("name");
  }

  /** Returns all fields by their names in Python. Unknown fields come last. */
  public Map<String, @Nullable Object> fields() {
    return fields;
  }

  /** Returns a copy with these blocks, such as {@code Map.of("type", "text", "text", "hi")}. */
  public Message withContent(List<?> blocks) {
    return with("content", Objects.requireNonNull(blocks, "blocks"));
  }

  /** Returns a copy with these calls. In a chunk they also replace {@code tool_call_chunks}. */
  public Message withToolCalls(List<ToolCall> toolCalls) {
    List<Object> calls = new ArrayList<>();
    for (ToolCall call : Arguments.withoutNulls(toolCalls, "toolCalls")) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("name", call.name());
      fields.put("args", call.args());
      fields.put("id", call.id());
      calls.add(fields);
    }
    return ai("tool_calls", calls);
  }

  /** Returns a copy with these calls. In a chunk they also replace {@code tool_call_chunks}. */
  public Message withInvalidToolCalls(List<InvalidToolCall> invalidToolCalls) {
    List<Object> calls = new ArrayList<>();
    for (InvalidToolCall call : Arguments.withoutNulls(invalidToolCalls, "invalidToolCalls")) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("name", call.name());
      fields.put("args", call.args());
      fields.put("id", call.id());
      fields.put("error", call.error());
      calls.add(fields);
    }
    return ai("invalid_tool_calls", calls);
  }

  /** Returns a copy with these token counts, or without any if {@code usageMetadata} is null. */
  public Message withUsageMetadata(@Nullable UsageMetadata usageMetadata) {
    return ai("usage_metadata", usageMetadata == null ? null : usageMetadata.toFields());
  }

  /** Returns a copy with this map in place of {@link #additionalKwargs()}. */
  public Message withAdditionalKwargs(Map<String, ? extends @Nullable Object> additionalKwargs) {
    return with("additional_kwargs", Objects.requireNonNull(additionalKwargs, "additionalKwargs"));
  }

  /** Returns a copy with this map in place of {@link #responseMetadata()}. */
  public Message withResponseMetadata(Map<String, ? extends @Nullable Object> responseMetadata) {
    return with("response_metadata", Objects.requireNonNull(responseMetadata, "responseMetadata"));
  }

  /** Returns a copy with this id, or without one if {@code id} is null. */
  public Message withId(@Nullable String id) {
    return with("id", id);
  }

  /** Returns a copy with this name, or without one if {@code name} is null. */
  public Message withName(@Nullable String name) {
    return with("name", name);
  }

  private Message ai(String field, @Nullable Object value) {
    if (!isAi()) {
      throw new IllegalArgumentException(field + ": only AI messages have this field");
    }
    return with(field, value);
  }

  private Message with(String field, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(fields);
    if (isChunk() && field.endsWith("tool_calls")) {
      changed.remove("tool_call_chunks"); // otherwise the calls would be parsed from these
    }
    if (value == null) {
      changed.remove(field);
    } else {
      changed.put(field, value);
    }
    return new Message(type, MessageFields.checkCopy(type, changed));
  }

  private boolean isAi() {
    return type == PythonClass.AI_MESSAGE || type == PythonClass.AI_MESSAGE_CHUNK;
  }

  List<?> blocks() {
    return content() instanceof List<?> blocks ? blocks : List.of(content());
  }

  private List<Map<?, ?>> calls(String field) {
    List<Map<?, ?>> calls = new ArrayList<>();
    if (isAi() && fields.get(field) instanceof List<?> list) {
      list.forEach(call -> calls.add((Map<?, ?>) call));
    }
    return calls;
  }

  @SuppressWarnings("unchecked") // values of JSON are checked when a message is made
  private static Map<String, @Nullable Object> asObject(@Nullable Object value) {
    return (Map<String, @Nullable Object>) Objects.requireNonNullElse(value, Map.of());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Message message
        && type == message.type
        && fields.equals(message.fields);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type.pythonName(), fields);
  }

  /** Shows only the class and sizes, because messages do not belong in a log. */
  @Override
  public String toString() {
    return "%s[text of %d characters, %d fields]"
        .formatted(type.pythonName(), text().length(), fields.size());
  }
}
