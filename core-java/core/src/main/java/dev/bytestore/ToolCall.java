package dev.bytestore;

import dev.bytestore.internal.json.JsonValues;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool that a model asks for.
 *
 * @param name the name of the tool
 * @param args the arguments: JSON values, as in {@link Message}, nested at most 98 levels deep; the
 *     call and the list of calls are the other two of the 100 levels. They may be empty and may
 *     contain null. They are copied, and the copy cannot be modified
 * @param id the id of the call, to which {@link Message#tool} refers with the result; null if the
 *     model gave none
 */
public record ToolCall(String name, Map<String, @Nullable Object> args, @Nullable String id) {

  /**
   * @throws NullPointerException if {@code name} or {@code args} is null
   * @throws IllegalArgumentException if {@code args} contains an object that is not a JSON value,
   *     or is nested too deep
   */
  public ToolCall(String name, Map<String, @Nullable Object> args, @Nullable String id) {
    this.name = Objects.requireNonNull(name, "name");
    this.args = JsonValues.copyOf(args, "args", JsonValues.MAX_ARGS_DEPTH);
    this.id = id;
  }

  /** Shows only the number of arguments, because answers do not belong in a log. */
  @Override
  public String toString() {
    return "ToolCall[%d args]".formatted(args.size());
  }
}
