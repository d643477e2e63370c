package dev.bytestore.internal.model;

import dev.bytestore.InvalidToolCall;
import dev.bytestore.Message;
import dev.bytestore.ToolCall;
import dev.bytestore.internal.json.JsonReader;
import dev.bytestore.internal.json.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool call as frameworks report it: the arguments are the text that the model wrote, which may
 * not be JSON.
 */
public record ToolCallText(@Nullable String id, @Nullable String name, @Nullable String arguments) {

  /**
   * Returns a copy of {@code message} with these calls. As in Python, those without a name, or
   * whose arguments are not a JSON object, are invalid tool calls.
   */
  public static Message addTo(Message message, List<ToolCallText> calls) {
    List<ToolCall> valid = new ArrayList<>();
    List<InvalidToolCall> invalid = new ArrayList<>();
    for (ToolCallText call : calls) {
      ToolCall parsed = call.parsed();
      if (parsed == null) {
        invalid.add(new InvalidToolCall(call.name, call.arguments, call.id, null));
      } else {
        valid.add(parsed);
      }
    }
    return message.withToolCalls(valid).withInvalidToolCalls(invalid);
  }

  /**
   * Whether a model finished the arguments of a call: they are blank or a JSON object. Some clients
   * do not report that a call was cut off by a token limit.
   */
  public static boolean isWhole(@Nullable String arguments) {
    return arguments == null || arguments.isBlank() || object(arguments) != null;
  }

  /** Null also if the arguments are nested too deep. */
  private @Nullable ToolCall parsed() {
    Map<?, ?> args = arguments == null ? null : object(arguments);
    try {
      return name == null || args == null
          ? null
          : new ToolCall(name, JsonValues.objectOf(args), id);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Map<?, ?> object(String json) {
    try {
      return JsonReader.read(json) instanceof Map<?, ?> object ? object : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
