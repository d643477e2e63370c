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

  /** Null also if the arguments are nested too deep. */
  private @Nullable ToolCall parsed() {
    try {
      return name != null
              && arguments != null
              && JsonReader.read(arguments) instanceof Map<?, ?> args
          ? new ToolCall(name, JsonValues.objectOf(args), id)
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
