package dev.bytestore.internal.langchain;

import static dev.bytestore.internal.json.JsonValues.refusal;

import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.PythonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields of a message as Python does, and brings them into the form in which Python
 * writes them: with defaults, without empty fields, and in its order. Fields that Python does not
 * know come last.
 */
public final class MessageFields {

  private static final Set<String> BASE =
      Set.of("content", "additional_kwargs", "response_metadata", "type", "name", "id");

  private static final Set<Object> RESERVED_TYPES =
      Set.of("constructor", "not_implemented", "secret");

  private final PythonClass type;
  private final Map<String, @Nullable Object> given;
  private final boolean hasSettledCalls;
  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  private MessageFields(
      PythonClass type, Map<String, @Nullable Object> given, boolean hasSettledCalls) {
    this.type = type;
    this.given = given;
    this.hasSettledCalls = hasSettledCalls;
  }

  /**
   * Returns the fields of the message that Python makes from {@code given}, in an unmodifiable map.
   *
   * @throws IllegalArgumentException if Python would refuse them. The message names the field,
   *     never its content
   */
  public static Map<String, @Nullable Object> check(
      PythonClass type, Map<String, ? extends @Nullable Object> given) {
    return check(type, given, false);
  }

  /**
   * As {@link #check(PythonClass, Map)}, for a changed copy of a message. If it has tool call
   * chunks, its tool calls stay, because Python derives them only when it makes a message.
   */
  public static Map<String, @Nullable Object> checkCopy(
      PythonClass type, Map<String, ? extends @Nullable Object> changed) {
    return check(type, changed, changed.containsKey("tool_call_chunks"));
  }

  private static Map<String, @Nullable Object> check(
      PythonClass type, Map<String, ? extends @Nullable Object> given, boolean hasSettledCalls) {
    LangChainJson.checkArguments(given);
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          FieldChecks.checkName(name, "fields");
          copy.put(name, JsonValues.copyOf(value, JsonValues.nameOf(name, "fields")));
        });
    MessageFields message = new MessageFields(type, copy, hasSettledCalls);
    message.check();
    return Collections.unmodifiableMap(message.fields);
  }

  /** Returns those of {@code fields} that Python knows and writes. */
  public static Map<String, @Nullable Object> known(
      PythonClass type, Map<String, @Nullable Object> fields) {
    Map<String, @Nullable Object> known = new LinkedHashMap<>(fields);
    known.keySet().removeIf(name -> !BASE.contains(name) && !ownFields(type).contains(name));
    return known;
  }

  private static Set<String> ownFields(PythonClass type) {
    return switch (type.module()) {
      case "ai" ->
          type.isChunk()
              ? Set.of(
                  "tool_calls",
                  "invalid_tool_calls",
                  "usage_metadata",
                  "tool_call_chunks",
                  "chunk_position")
              : Set.of("tool_calls", "invalid_tool_calls", "usage_metadata");
      case "tool" -> Set.of("tool_call_id", "artifact", "status");
      case "chat" -> Set.of("role");
      default -> Set.of();
    };
  }

  private void check() {
    if (given.remove("content_blocks") != null) {
      throw refusal(
          "content_blocks", "Python does not store this field; put the blocks into content");
    }
    fields.put("content", content(given.remove("content")));
    metadata("additional_kwargs");
    metadata("response_metadata");
    type();
    if (type.module().equals("function")) {
      fields.put("name", text("name"));
    } else {
      optionalText("name");
    }
    id();
    switch (type.module()) {
      case "ai" -> aiFields();
      case "tool" -> toolFields();
      case "chat" -> fields.put("role", text("role"));
      default -> {}
    }
    moveUnknownFields();
    if (fields.containsKey("lc") && RESERVED_TYPES.contains(fields.get("type"))) {
      throw refusal(
          "type", "with a field \"lc\", Python would take the message for another object");
    }
  }

  /** Moves one by one instead of copying, because an entry may hold hundreds of thousands. */
  private void moveUnknownFields() {
    for (var unknown = given.entrySet().iterator(); unknown.hasNext(); ) {
      Map.Entry<String, @Nullable Object> field = unknown.next();
      fields.put(field.getKey(), field.getValue());
      unknown.remove();
    }
  }

  private static Object content(@Nullable Object content) {
    if (content instanceof String) {
      return content;
    }
    if (content instanceof List<?> blocks
        && blocks.stream().allMatch(block -> block instanceof String || block instanceof Map)) {
      return content;
    }
    throw refusal("content", "neither a string nor a list of strings and objects");
  }

  private void metadata(String name) {
    if (given.containsKey(name)) {
      if (!(given.remove(name) instanceof Map<?, ?> map)) {
        throw refusal(name, "not an object");
      }
      if (!map.isEmpty()) {
        fields.put(name, map);
      }
    }
  }

  private void type() {
    String only = type.typeField();
    if (only == null) {
      fields.put("type", text("type"));
      return;
    }
    if (given.containsKey("type") && !only.equals(given.remove("type"))) {
      throw refusal("type", "not the type of " + type.pythonName());
    }
    fields.put("type", only);
  }

  private void id() {
    Object id = given.remove("id");
    if (id instanceof Number) {
      fields.put("id", PythonText.repr(id));
    } else if (id instanceof String) {
      fields.put("id", id);
    } else if (id != null) {
      throw refusal("id", "neither a string nor a number");
    }
  }

  private void aiFields() {
    ToolCalls calls =
        hasSettledCalls && type.isChunk()
            ? ToolCallFields.settled(given)
            : ToolCallFields.check(given, additionalKwargs(), type.isChunk());
    if (!calls.valid().isEmpty()) {
      fields.put("tool_calls", calls.valid());
    }
    if (!calls.invalid().isEmpty()) {
      fields.put("invalid_tool_calls", calls.invalid());
    }
    Object usage = given.remove("usage_metadata");
    if (usage != null) {
      fields.put("usage_metadata", UsageFields.check(usage));
    }
    if (type.isChunk()) {
      if (!calls.chunks().isEmpty()) {
        fields.put("tool_call_chunks", calls.chunks());
      }
      Object position = given.remove("chunk_position");
      if (position != null && !position.equals("last")) {
        throw refusal("chunk_position", "not \"last\"");
      }
      if (position != null) {
        fields.put("chunk_position", position);
      }
    } else if (!calls.chunks().isEmpty()) {
      given.put("tool_call_chunks", calls.chunks());
    }
    // Python writes these two fields even if they are empty, but then after the others.
    fields.putIfAbsent("tool_calls", List.of());
    fields.putIfAbsent("invalid_tool_calls", List.of());
  }

  private Map<?, ?> additionalKwargs() {
    return fields.get("additional_kwargs") instanceof Map<?, ?> map ? map : Map.of();
  }

  private void toolFields() {
    Object callId = given.get("tool_call_id");
    if (callId instanceof Number) {
      given.put("tool_call_id", PythonText.repr(callId));
    }
    fields.put("tool_call_id", text("tool_call_id"));
    Object artifact = given.remove("artifact");
    if (artifact != null) {
      fields.put("artifact", artifact);
    }
    Object status = given.containsKey("status") ? given.remove("status") : "success";
    if (!"success".equals(status) && !"error".equals(status)) {
      throw refusal("status", "neither \"success\" nor \"error\"");
    }
    fields.put("status", status);
  }

  private String text(String name) {
    Object value = given.remove(name);
    if (value instanceof String text) {
      return text;
    }
    throw refusal(name, value == null ? "missing" : "not a string");
  }

  private void optionalText(String name) {
    Object value = given.remove(name);
    if (value instanceof String) {
      fields.put(name, value);
    } else if (value != null) {
      throw refusal(name, "not a string");
    }
  }
}
