package dev.bytestore.langchain4j;

import org.jspecify.annotations.Nullable;

/**
 * What tells a model from others that are given the same request.
 *
 * @param name how the key calls it
 * @param text its text there
 */
record ModelIdentity(String name, String text) {

  /** The name that a user gave to the model's configuration. */
  static ModelIdentity named(String modelKey) {
    return new ModelIdentity("model_key", modelKey);
  }

  /**
   * The configuration of {@code model} as it is now. Its hash, and not its text: a newer
   * LangChain4j may have secrets where this version knows of none.
   *
   * @param defaults what the key holds anyway
   * @param option what to set for a model whose configuration is not known
   * @throws IllegalArgumentException if it is not known
   */
  static ModelIdentity of(Object model, @Nullable Object defaults, String option) {
    return new ModelIdentity(
        "model", TextHash.sha256(ModelConfiguration.text(model, defaults, option)));
  }
}
