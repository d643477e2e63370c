package dev.bytestore.internal.model;

import dev.bytestore.Generation;
import org.jspecify.annotations.Nullable;

/**
 * Converts the responses of one framework's models to LangChain's generations and back.
 *
 * @param <R> the type of the responses
 */
public interface ResponseCodec<R> {

  /**
   * Returns the generation to store for {@code response}.
   *
   * @throws NotCacheableException if {@link #decode} would not return all of the response
   */
  Generation encode(R response);

  /** Returns the response in {@code generation}; null if that is not a message of a model. */
  @Nullable R decode(Generation generation);

  /** Marks {@code response} as one for which the model was not called. */
  R mark(R response);
}
