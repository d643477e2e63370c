package dev.bytestore.internal.langchain;

import static dev.bytestore.internal.json.JsonValues.refusal;

import dev.bytestore.internal.json.ContainerLimit;
import dev.bytestore.internal.json.JsonLimitException;
import dev.bytestore.internal.json.JsonObject;
import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.internal.json.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the tool calls of an AI message. Each gets the keys that Python writes, in its order. */
final class ToolCallFields {

  private static final String CALLS = "tool_calls";
  private static final String INVALID_CALLS = "invalid_tool_calls";
  private static final String CHUNKS = "tool_call_chunks";

  private ToolCallFields() {}

  /**
   * Removes the calls from {@code given} and checks them. If there are none, takes those that
   * OpenAI's API put into {@code additionalKwargs}, as Python does. The calls of a message chunk
   * are then parsed from its tool call chunks.
   *
   * @throws IllegalArgumentException if Python would refuse them
   */
  static ToolCalls check(
      Map<String, @Nullable Object> given, Map<?, ?> additionalKwargs, boolean isChunk) {
    List<Object> valid = new ArrayList<>();
    List<Object> invalid = new ArrayList<>();
    List<Object> chunks = new ArrayList<>();
    for (Map<?, ?> call : calls(given, CALLS)) {
      valid.add(valid(call, "%s[%d]".formatted(CALLS, valid.size())));
    }
    for (Map<?, ?> call : calls(given, INVALID_CALLS)) {
      invalid.add(invalid(call, "%s[%d]".formatted(INVALID_CALLS, invalid.size())));
    }
    for (Map<?, ?> call : calls(given, CHUNKS)) {
      chunks.add(chunk(call, "%s[%d]".formatted(CHUNKS, chunks.size())));
    }
    if (valid.isEmpty() && invalid.isEmpty() && chunks.isEmpty()) {
      Object raw = additionalKwargs.get(CALLS);
      if (isChunk) {
        for (Map<?, ?> call : ToolCallChunks.ofRaw(raw)) {
          chunks.add(chunk(call, "additional_kwargs.tool_calls"));
        }
      } else {
        parseRaw(raw, valid, invalid);
      }
    }
    if (isChunk && chunks.isEmpty()) {
      chunks.addAll(ToolCallChunks.of(valid, invalid));
    } else if (isChunk) {
      return ToolCallChunks.parsed(chunks);
    }
    return new ToolCalls(valid, invalid, chunks);
  }

  /** Takes the calls of an existing chunk, which were derived from its tool call chunks before. */
  static ToolCalls settled(Map<String, @Nullable Object> fields) {
    return new ToolCalls(
        settled(fields.remove(CALLS)),
        settled(fields.remove(INVALID_CALLS)),
        settled(fields.remove(CHUNKS)));
  }

  private static List<Object> settled(@Nullable Object calls) {
    return calls instanceof List<?> list ? new ArrayList<>(list) : List.of();
  }

  private static List<Map<?, ?>> calls(Map<String, @Nullable Object> given, String field) {
    if (!given.containsKey(field)) {
      return List.of();
    }
    if (!(given.remove(field) instanceof List<?> list)) {
      throw refusal(field, "not a list");
    }
    List<Map<?, ?>> calls = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> call)) {
        throw refusal("%s[%d]".formatted(field, calls.size()), "not an object");
      }
      calls.add(call);
    }
    return calls;
  }

  private static Object valid(Map<?, ?> call, String field) {
    checkKeys(call, Set.of("name", "args", "id", "type", "extras"), field);
    if (!call.containsKey("id")) {
      throw refusal(field + ".id", "missing; set it to null if the call has no id");
    }
    return valid(call.get("name"), call.get("args"), call.get("id"), field);
  }

  private static Object valid(
      @Nullable Object name, @Nullable Object args, @Nullable Object id, String field) {
    if (!(name instanceof String)) {
      throw refusal(field + ".name", "not a string");
    }
    if (!(args instanceof Map)) {
      throw refusal(field + ".args", "not an object");
    }
    return JsonObject.of(
        "name", name, "args", args, "id", text(id, field + ".id"), "type", "tool_call");
  }

  private static Object invalid(Map<?, ?> call, String field) {
    checkKeys(call, Set.of("name", "args", "id", "error", "type"), field);
    return JsonObject.of(
        "type",
        "invalid_tool_call",
        "id",
        text(call.get("id"), field + ".id"),
        "name",
        text(call.get("name"), field + ".name"),
        "args",
        text(call.get("args"), field + ".args"),
        "error",
        text(call.get("error"), field + ".error"));
  }

  private static Object chunk(Map<?, ?> call, String field) {
    checkKeys(call, Set.of("name", "args", "id", "index", "type"), field);
    Object index = call.get("index");
    return JsonObject.of(
        "name",
        text(call.get("name"), field + ".name"),
        "args",
        text(call.get("args"), field + ".args"),
        "id",
        text(call.get("id"), field + ".id"),
        "index",
        index == null ? null : FieldChecks.integer(index, field + ".index"),
        "type",
        "tool_call_chunk");
  }

  private static void checkKeys(Map<?, ?> call, Set<String> known, String field) {
    if (!known.containsAll(call.keySet())) {
      throw refusal(field, "has a key that Python does not know");
    }
  }

  private static @Nullable Object text(@Nullable Object value, String field) {
    if (value == null || value instanceof String) {
      return value;
    }
    throw refusal(field, "not a string");
  }

  /**
   * Adds the calls in {@code raw}, or none if one of them does not have the form of OpenAI's API.
   */
  private static void parseRaw(@Nullable Object raw, List<Object> valid, List<Object> invalid) {
    if (!(raw instanceof List<?> calls) || !calls.stream().allMatch(ToolCallFields::isRaw)) {
      return;
    }
    for (Object element : calls) {
      if (element instanceof Map<?, ?> call && call.get("function") instanceof Map<?, ?> function) {
        String arguments = (String) Objects.requireNonNull(function.get("arguments"));
        parseRaw(call.get("id"), function.get("name"), arguments, valid, invalid);
      }
    }
  }

  private static void parseRaw(
      @Nullable Object id,
      @Nullable Object name,
      String arguments,
      List<Object> valid,
      List<Object> invalid) {
    String field = "additional_kwargs.tool_calls";
    Object parsed;
    try {
      parsed = JsonReader.read(arguments, new ContainerLimit(arguments.length()));
    } catch (JsonLimitException e) {
      throw e; // Python may be able to read it, so it is not an invalid call
    } catch (IllegalArgumentException e) {
      Map<String, @Nullable Object> call = new LinkedHashMap<>();
      call.put("name", name);
      call.put("args", arguments);
      call.put("id", id);
      invalid.add(invalid(call, field));
      return;
    }
    Object args = isEmpty(parsed) ? Map.of() : parsed;
    if (args instanceof Map<?, ?> map) {
      // Python would accept a call that is nested too deep, and write it, but not read it again.
      JsonValues.copyOf(JsonValues.objectOf(map), field, JsonValues.MAX_ARGS_DEPTH);
    }
    valid.add(valid(isEmpty(name) ? "" : name, args, id, field));
  }

  private static boolean isRaw(@Nullable Object element) {
    if (element instanceof String text) {
      return !text.contains("function");
    }
    return element instanceof Map<?, ?> call
        && (!call.containsKey("function")
            || (call.get("function") instanceof Map<?, ?> function
                && function.containsKey("name")
                && function.get("arguments") instanceof String));
  }

  /** Returns whether {@code value} is false in Python, so that {@code value or other} is other. */
  private static boolean isEmpty(@Nullable Object value) {
    return value == null
        || value.equals("")
        || value.equals(false)
        || (value instanceof Number number && number.doubleValue() == 0)
        || (value instanceof List<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }
}
