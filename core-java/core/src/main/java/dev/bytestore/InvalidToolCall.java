package dev.bytestore;

import org.jspecify.annotations.Nullable;

/**
 * A tool call that could not be understood.
 *
 * @param name the tool's name, as far as it was given
 * @param args the arguments as the model wrote them
 * @param id what the answer refers to
 * @param error what was wrong with it
 */
public record InvalidToolCall(
    @Nullable String name, @Nullable String args, @Nullable String id, @Nullable String error) {

  /** Sizes only: what a model answers does not belong in a log. */
  @Override
  public String toString() {
    return "InvalidToolCall[args of %d characters]".formatted(args == null ? 0 : args.length());
  }
}
