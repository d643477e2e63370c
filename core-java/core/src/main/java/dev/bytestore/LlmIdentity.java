package dev.bytestore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Returns the llm string of a model for the stop words of a call. Implement it for {@link
 * LlmCache#deleteThroughLlmAsync}:
 *
 * <pre>{@code
 * LlmIdentity llm = stop -> LlmCacheKeys.llmString(parameters, stop);
 * }</pre>
 */
@FunctionalInterface
public interface LlmIdentity {

  /**
   * Returns the llm string of a call of the model. It is called on the thread that deletes the
   * entry, and must not return null. It may throw; the deletion then throws the same exception.
   *
   * @param stop the stop words (stop sequences) of the call, null if it had none. An empty list may
   *     have another llm string than null
   */
  String llmString(@Nullable List<String> stop);
}
