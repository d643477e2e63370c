package dev.bytestore;

import dev.bytestore.internal.json.JsonValues;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tool that the model wants called.
 *
 * @param name the tool's name
 * @param args its arguments: values of JSON, copied and unmodifiable
 * @param id what the answer refers to, null if the model gave none
 */
public record ToolCall(String name, Map<String, @Nullable Object> args, @Nullable String id) {

  /**
   * @throws IllegalArgumentException if {@code args} holds something that is no value of JSON
   */
  public ToolCall(String name, Map<String, @Nullable Object> args, @Nullable String id) {
    this.name = Objects.requireNonNull(name, "name");
    this.args = JsonValues.copyOf(args, "args", JsonValues.MAX_ARGS_DEPTH);
    this.id = id;
  }

  /** Sizes only: what a model answers does not belong in a log. */
  @Override
  public String toString() {
    return "ToolCall[%d args]".formatted(args.size());
  }
}
