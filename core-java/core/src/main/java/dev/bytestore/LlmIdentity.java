package dev.bytestore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Knows the llm strings under which the answers of one model are stored. */
@FunctionalInterface
public interface LlmIdentity {

  /**
   * Returns the llm string of a call of the model.
   *
   * @param stop the stop words of the call, null if it had none
   */
  String llmString(@Nullable List<String> stop);
}
