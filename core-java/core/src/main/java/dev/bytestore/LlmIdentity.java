package dev.bytestore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whatever knows the llm string under which a model's answers are kept. */
@FunctionalInterface
public interface LlmIdentity {

  /**
   * The llm string of a call with these stop words.
   *
   * @param stop null if the call had none
   */
  String llmString(@Nullable List<String> stop);
}
