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
 * A chat message as LangChain's Python classes know it. Immutable: each {@code with} gives a copy.
 *
 * <pre>{@code
 * Message.ai("").withToolCalls(List.of(new ToolCall("weather", Map.of("city", "Oslo"), "call_1")))
 * }</pre>
 *
 * <p>A message that could be written and then not be read by Python cannot be made: what Python
 * would refuse is an {@link IllegalArgumentException} that names the field and never its content.
 * Fields that are not known are kept and written back.
 *
 * <p>Values are those of JSON: null, {@code Boolean}, {@code String}, numbers, {@code List}, and
 * {@code Map} with string keys, copied and unmodifiable. They come back as {@code Long} (as {@code
 * BigInteger} where that is too small), {@code Double}, and the rest as they were.
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

  /** An answer of a model. */
  public static Message ai(String text) {
    return ofText(PythonClass.AI_MESSAGE, text);
  }

  /** A message of a user. */
  public static Message human(String text) {
    return ofText(PythonClass.HUMAN_MESSAGE, text);
  }

  /** An instruction to a model. */
  public static Message system(String text) {
    return ofText(PythonClass.SYSTEM_MESSAGE, text);
  }

  /** What a tool answered to the call of that id. */
  public static Message tool(String text, String toolCallId) {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(toolCallId, "toolCallId");
    return make(PythonClass.TOOL_MESSAGE, Map.of("content", text, "tool_call_id", toolCallId));
  }

  /**
   * A message of any class, chunks among them.
   *
   * @param pythonClass the name of its class in {@code langchain_core.messages}, such as {@code
   *     ChatMessage} or {@code AIMessageChunk}
   * @param fields the arguments of its constructor, by their names in Python; nested maps keep
   *     their order, which {@link LlmCacheKeys#chatPrompt} depends on
   * @throws IllegalArgumentException if Python would not make a message of these
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

  /** The name of its class in Python, such as {@code AIMessage}. */
  public String pythonClass() {
    return type.pythonName();
  }

  /** What Python calls its type, such as {@code ai} or {@code human}. */
  public String type() {
    return (String) Objects.requireNonNull(fields.get("type"));
  }

  /** Whether it is a piece of a stream. */
  public boolean isChunk() {
    return type.isChunk();
  }

  /** The content if it is a text, or the texts among its blocks, one right after the other. */
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

  /** A {@code String}, or a {@code List} of blocks that are {@code String} or {@code Map}. */
  public Object content() {
    return Objects.requireNonNull(fields.get("content"));
  }

  /**
   * The tools that the model wants called; empty for any but an AI message. The calls of a chunk
   * that was made with {@code tool_call_chunks} are parsed from these, as in Python.
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

  /** The tool calls that could not be understood; empty for any but an AI message. */
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

  /** The tokens that an AI message took, if they are known. */
  public @Nullable UsageMetadata usageMetadata() {
    return isAi() && fields.get("usage_metadata") instanceof Map<?, ?> usage
        ? UsageMetadata.ofFields(usage)
        : null;
  }

  /** What the provider's API had beside the content. */
  public Map<String, @Nullable Object> additionalKwargs() {
    return asObject(fields.get("additional_kwargs"));
  }

  /** What the provider said of the answer, such as the model's name. */
  public Map<String, @Nullable Object> responseMetadata() {
    return asObject(fields.get("response_metadata"));
  }

  /** The id of this message, if it has one. */
  public @Nullable String id() {
    return (String) fields.get("id");
  }

  /** The name of its author, if it has one. */
  public @Nullable String name() {
    return (String) fields.get("name");
  }

  /** Every field that is written, by its name in Python, those not known to us at the end. */
  public Map<String, @Nullable Object> fields() {
    return fields;
  }

  /** With that content: texts and objects such as {@code {"type": "text", "text": "hi"}}. */
  public Message withContent(List<?> blocks) {
    return with("content", Objects.requireNonNull(blocks, "blocks"));
  }

  /** With these in place of its tool calls, and of a chunk's {@code tool_call_chunks}. */
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

  /** With these in place of its invalid tool calls, and of a chunk's {@code tool_call_chunks}. */
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

  /** With that usage, or none. */
  public Message withUsageMetadata(@Nullable UsageMetadata usageMetadata) {
    return ai("usage_metadata", usageMetadata == null ? null : usageMetadata.toFields());
  }

  /** With these in place of its additional arguments. */
  public Message withAdditionalKwargs(Map<String, ? extends @Nullable Object> additionalKwargs) {
    return with("additional_kwargs", Objects.requireNonNull(additionalKwargs, "additionalKwargs"));
  }

  /** With that in place of its metadata. */
  public Message withResponseMetadata(Map<String, ? extends @Nullable Object> responseMetadata) {
    return with("response_metadata", Objects.requireNonNull(responseMetadata, "responseMetadata"));
  }

  /** With that id, or none. */
  public Message withId(@Nullable String id) {
    return with("id", id);
  }

  /** With that name, or none. */
  public Message withName(@Nullable String name) {
    return with("name", name);
  }

  private Message ai(String field, @Nullable Object value) {
    if (!isAi()) {
      throw new IllegalArgumentException(field + ": only an AI message has it");
    }
    return with(field, value);
  }

  private Message with(String field, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(fields);
    if (isChunk() && field.endsWith("tool_calls")) {
      changed.remove("tool_call_chunks"); // the calls would be parsed from these otherwise
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

  /** Kind and sizes only: what was said does not belong in a log. */
  @Override
  public String toString() {
    return "%s[text of %d characters, %d fields]"
        .formatted(type.pythonName(), text().length(), fields.size());
  }
}
