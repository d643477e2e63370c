package dev.bytestore;

import org.jspecify.annotations.Nullable;

/**
 * A tool call of a model that LangChain could not parse, for example because its arguments are not
 * valid JSON. {@link Message#invalidToolCalls()} returns such calls. A part that is missing is
 * null.
 *
 * @param name the name of the tool
 * @param args the arguments as the model wrote them
 * @param id the id of the call
 * @param error what is wrong with the call
 */
public record InvalidToolCall(
    @Nullable String name, @Nullable String args, @Nullable String id, @Nullable String error) {

  /** Shows only the length of the arguments, because answers do not belong in a log. */
  @Override
  public String toString() {
    return "InvalidToolCall[args of %d characters]".formatted(args == null ? 0 : args.length());
  }
}
