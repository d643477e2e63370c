package dev.bytestore.internal.langchain;

import dev.bytestore.internal.json.JsonObject;
import dev.bytestore.internal.json.JsonValues;
import dev.bytestore.internal.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Derives tool calls from chunks, or chunks from calls, as Python's {@code AIMessageChunk} does.
 */
final class ToolCallChunks {

  private ToolCallChunks() {}

  /**
   * Returns the calls in {@code chunks}, which replace all other calls. Arguments may be the
   * beginning of a JSON object, which is then closed.
   */
  static ToolCalls parsed(List<Object> chunks) {
    List<Object> valid = new ArrayList<>();
    List<Object> invalid = new ArrayList<>();
    for (Object chunk : chunks) {
      Map<?, ?> fields = (Map<?, ?>) chunk;
      Object name = fields.get("name");
      Object id = fields.get("id");
      Object text = fields.get("args");
      Map<?, ?> args = arguments((String) text);
      if (args == null) {
        // Python makes these calls after its checks, so their keys have another order.
        invalid.add(
            JsonObject.of(
                "name", name, "args", text, "id", id, "error", null, "type", "invalid_tool_call"));
      } else {
        valid.add(
            JsonObject.of(
                "name", name == null ? "" : name, "args", args, "id", id, "type", "tool_call"));
      }
    }
    return new ToolCalls(valid, invalid, chunks);
  }

  private static @Nullable Map<?, ?> arguments(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Map.of();
    }
    try {
      return PartialJson.read(text) instanceof Map<?, ?> map
          ? JsonValues.copyOf(
              JsonValues.objectOf(map), "tool_call_chunks", JsonValues.MAX_ARGS_DEPTH)
          : null;
    } catch (PartialJson.InvalidException e) {
      return null;
    }
  }

  /** Returns the chunks of calls that were passed without chunks. */
  static List<Object> of(List<Object> valid, List<Object> invalid) {
    List<Object> chunks = new ArrayList<>();
    for (Object call : valid) {
      Map<?, ?> fields = (Map<?, ?>) call;
      chunks.add(
          chunk(fields.get("name"), JsonWriter.write(fields.get("args")), fields.get("id"), null));
    }
    for (Object call : invalid) {
      Map<?, ?> fields = (Map<?, ?>) call;
      chunks.add(chunk(fields.get("name"), fields.get("args"), fields.get("id"), null));
    }
    return chunks;
  }

  /**
   * Returns chunks, unchecked, of calls in the form of OpenAI's API. Returns none if one of {@code
   * raw} has another form.
   */
  static List<Map<?, ?>> ofRaw(@Nullable Object raw) {
    List<Map<?, ?>> chunks = new ArrayList<>();
    if (raw instanceof List<?> calls) {
      for (Object call : calls) {
        if (!(call instanceof Map<?, ?> fields)) {
          return List.of();
        }
        Map<?, ?> function = Map.of();
        if (fields.containsKey("function")) {
          if (!(fields.get("function") instanceof Map<?, ?> named)
              || !named.containsKey("name")
              || !named.containsKey("arguments")) {
            return List.of();
          }
          function = named;
        }
        chunks.add(
            chunk(
                function.get("name"),
                function.get("arguments"),
                fields.get("id"),
                fields.get("index")));
      }
    }
    return chunks;
  }

  private static Map<?, ?> chunk(
      @Nullable Object name, @Nullable Object args, @Nullable Object id, @Nullable Object index) {
    return JsonObject.of(
        "name", name, "args", args, "id", id, "index", index, "type", "tool_call_chunk");
  }
}
